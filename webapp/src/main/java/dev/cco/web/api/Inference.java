package dev.cco.web.api;

import dev.cco.spi.Operation;
import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks what clients of language models call; {@link InferenceFilter} reads these requests. */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@interface Inference {

  /** What is asked for. */
  Operation value();
}
