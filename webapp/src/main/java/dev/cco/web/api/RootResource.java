package dev.cco.web.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** Leads a browser to the dashboard. */
@Path("/")
@ApplicationScoped
public class RootResource {
  @GET
  public Response dashboard() {
    return Response.seeOther(URI.create("ui/project.xhtml")).build();
  }
}
