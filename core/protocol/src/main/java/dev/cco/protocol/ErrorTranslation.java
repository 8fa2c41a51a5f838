package dev.cco.protocol;
import dev.cco.spi.*;
public final class ErrorTranslation { private ErrorTranslation() {} public static ApiError of(ProviderException e, Protocol p) { return ApiError.of(500, ApiError.Kind.API, "x"); } }
