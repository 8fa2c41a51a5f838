package dev.cco.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.errors.BadRequestException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams.EncodingFormat;
import dev.cco.it.clients.JavaClient.Ask;
import java.util.List;
import java.util.Map;

/** The embeddings of {@code com.openai:openai-java}. */
final class OpenAiJavaEmbeddings {
  private OpenAiJavaEmbeddings() {}

  static MatrixClient client() {
    return new JavaClient(
        "openai-java",
        MatrixClient.EMBEDDINGS,
        Map.of(
            "embeddings", OpenAiJavaEmbeddings::embeddings,
            "embeddings-refused", OpenAiJavaEmbeddings::refused));
  }

  private static String embeddings(Ask ask) {
    List<String> texts = List.of(ask.text("Hello."), ask.text("Hello again."));

    List<List<Float>> byDefault = vectors(ask, request(ask, texts));
    List<List<Float>> base64 =
        vectors(ask, request(ask, texts).encodingFormat(EncodingFormat.BASE64));
    List<List<Float>> numbers =
        vectors(ask, request(ask, texts).encodingFormat(EncodingFormat.FLOAT));

    assertThat(byDefault).isEqualTo(numbers);
    assertThat(base64).isEqualTo(numbers);
    return numbers.getFirst().size() + " dimensions";
  }

  private static String refused(Ask ask) {
    var none =
        catchThrowableOfType(
            BadRequestException.class,
            () ->
                create(
                    ask,
                    EmbeddingCreateParams.builder()
                        .model(ask.route().unknownModel())
                        .input("Hello.")));
    var empty =
        catchThrowableOfType(BadRequestException.class, () -> create(ask, request(ask, List.of())));

    assertThat(none.param()).contains("model");
    assertThat(none.getMessage()).contains(ask.route().unknownModel());
    assertThat(empty.param()).contains("input");
    return "";
  }

  private static EmbeddingCreateParams.Builder request(Ask ask, List<String> texts) {
    return EmbeddingCreateParams.builder().model(ask.route().model()).inputOfArrayOfStrings(texts);
  }

  private static CreateEmbeddingResponse create(Ask ask, EmbeddingCreateParams.Builder request) {
    return OpenAiJava.sdk(ask).embeddings().create(request.build()).validate();
  }

  private static List<List<Float>> vectors(Ask ask, EmbeddingCreateParams.Builder request) {
    CreateEmbeddingResponse answer = create(ask, request);

    assertThat(answer.model()).isEqualTo(ask.route().model());
    assertThat(answer.data()).extracting(Embedding::index).containsExactly(0L, 1L);
    assertThat(answer.usage().promptTokens()).isPositive();
    assertThat(answer.usage().totalTokens()).isEqualTo(answer.usage().promptTokens());
    return answer.data().stream().map(Embedding::embedding).toList();
  }
}
