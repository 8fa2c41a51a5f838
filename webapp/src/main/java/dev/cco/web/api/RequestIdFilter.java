package dev.cco.web.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/** Gives every answer an id to ask about; those of calls have theirs already. */
@Provider
public class RequestIdFilter implements ContainerResponseFilter {
  private static final String OF_ANTHROPIC = "request-id";
  private static final String OF_OPENAI = "x-request-id";

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (!response.getHeaders().containsKey(OF_ANTHROPIC)) {
      String id = RequestIds.next();
      response.getHeaders().putSingle(OF_ANTHROPIC, id);
      response.getHeaders().putSingle(OF_OPENAI, id);
    }
  }
}
