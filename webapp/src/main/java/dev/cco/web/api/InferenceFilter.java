package dev.cco.web.api;

import dev.cco.spi.Operation;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body and answers on the container's thread what the cache knows by its bytes:
 * suspending the response and changing threads costs more than such an answer.
 */
@Provider
@Inference(Operation.MESSAGES)
public class InferenceFilter implements ContainerRequestFilter {
  // The container fills these in behind the constructor's back.
  @Inject @Nullable Exchanges exchanges;
  @Context @Nullable ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    if (exchanges == null || resource == null) {
      throw new IllegalStateException("the container did not fill in the filter");
    }
    Operation operation = resource.getResourceMethod().getAnnotation(Inference.class).value();
    exchanges.take(operation, request);
  }
}
