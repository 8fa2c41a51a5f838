package dev.cco.web.api;

import dev.cco.gateway.Reply;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * The door for clients of language models. A filter of the servlet's, because a JAX-RS resource
 * costs such a call a good deal more: docs/decisions/0009 has the figures.
 */
@WebFilter(
    urlPatterns = {"/v1/*", "/p/*"},
    asyncSupported = true)
public class InferenceFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String METHODS = "OPTIONS, POST";

  @Inject transient Exchanges exchanges;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain next)
      throws IOException, ServletException {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    Optional<InferencePath> asked = InferencePath.of(path);
    if (asked.isEmpty()) {
      next.doFilter(request, response);
      return;
    }
    switch (request.getMethod()) {
      case "POST" -> exchanges.answer(asked.get(), request, response);
      case "OPTIONS" -> Replies.send(allowed(), response);
      default -> Replies.send(refused(asked.get()), response);
    }
  }

  private static Reply allowed() {
    return new Reply(200, Replies.named(RequestIds.next()), new Reply.Whole(new byte[0]))
        .with("Allow", METHODS);
  }

  private static Reply refused(InferencePath asked) {
    return Replies.refused(asked.operation().protocol(), ErrorMapper.error(405), RequestIds.next())
        .with("Allow", METHODS);
  }
}
