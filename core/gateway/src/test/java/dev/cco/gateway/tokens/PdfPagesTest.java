package dev.cco.gateway.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class PdfPagesTest {
  @Test
  void countsThePagesButNotTheirTree() {
    String pdf =
        "%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj 2 0 obj <</Type /Pages /Count 3>> endobj"
            + " 3 0 obj <</Type /Page>> endobj 4 0 obj <</Type/Page/Parent 2 0 R>> endobj"
            + " 5 0 obj <</Type\n/Page >> endobj";

    assertThat(PdfPages.of(base64(bytes(pdf)))).isEqualTo(3);
  }

  @Test
  void findsPagesInCompressedStreams() {
    ByteArrayOutputStream pdf = new ByteArrayOutputStream();
    pdf.writeBytes(
        bytes("%PDF-1.5\n1 0 obj <</Type /ObjStm /N 2 /Filter/FlateDecode>> stream\r\n"));
    pdf.writeBytes(deflated("<</Type/Page>> <</Type/Pages>> <</Type/Page>>"));
    pdf.writeBytes(bytes("\nendstream endobj 2 0 obj <</Type/ObjStm>>\nstream\nno flate\n"));

    assertThat(PdfPages.of(base64(pdf.toByteArray()))).isEqualTo(2);
  }

  @Test
  void guessesByLengthWhereNoPageIsToBeSeen() {
    assertThat(PdfPages.of(base64(new byte[10]))).isEqualTo(1);
    assertThat(PdfPages.of(base64(new byte[5_999]))).isEqualTo(1);
    assertThat(PdfPages.of(base64(new byte[6_000]))).isEqualTo(2);
    assertThat(PdfPages.of("*".repeat(9_000))).isEqualTo(3);
  }

  @Test
  void countsNoMorePagesThanAProviderTakes() {
    assertThat(PdfPages.of(base64(bytes("/Type/Page ".repeat(700))))).isEqualTo(600);
    assertThat(PdfPages.of(base64(new byte[4_000_000]))).isEqualTo(600);
  }

  private static byte[] deflated(String text) {
    Deflater deflater = new Deflater();
    deflater.setInput(bytes(text));
    deflater.finish();
    byte[] out = new byte[1000];
    int length = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
