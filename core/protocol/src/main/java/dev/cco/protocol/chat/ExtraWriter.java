package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.AnthropicOnly;
import dev.cco.protocol.chat.ChatStyle.Feature;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.openai.Fingerprint;
import dev.cco.spi.Conversation;
import dev.cco.spi.Protocol;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes who asks, and the fields of the client's protocol that have no place elsewhere. */
final class ExtraWriter {
  private static final int LONGEST_USER = 64;
  private static final int LONGEST_SAFETY_IDENTIFIER = 128;
  private static final int HASH_BYTES = 16;

  /** What the vendor's two protocols have in common. */
  private static final Set<String> SHARED_WITH_RESPONSES =
      Set.of("metadata", "store", "prompt_cache_key", "prompt_cache_retention", "service_tier");

  /** How older versions of Claude Code name their session. */
  private static final Pattern SESSION = Pattern.compile("_session_([0-9a-zA-Z-]+)$");

  private final Conversation conversation;
  private final ChatStyle style;
  private final Set<String> dropped;

  ExtraWriter(Conversation conversation, ChatStyle style, Set<String> dropped) {
    this.conversation = conversation;
    this.style = style;
    this.dropped = dropped;
  }

  void write(ObjectNode body) {
    conversation.user().ifPresent(user -> user(body, user));
    for (Map.Entry<String, JsonNode> extra : conversation.extras().entrySet()) {
      switch (conversation.origin()) {
        case CHAT -> {
          if (extra.getKey().contains(".")) {
            dropped.add(extra.getKey());
          } else {
            body.set(extra.getKey(), extra.getValue());
          }
        }
        case MESSAGES -> ofMessages(body, extra.getKey(), extra.getValue());
        case RESPONSES -> {
          if (SHARED_WITH_RESPONSES.contains(extra.getKey())) {
            body.set(extra.getKey(), extra.getValue());
          } else {
            dropped.add(extra.getKey());
          }
        }
      }
    }
  }

  private void user(ObjectNode body, String user) {
    boolean safety =
        style.has(Feature.SAFETY_IDENTIFIER) && conversation.origin() == Protocol.MESSAGES;
    int longest = safety ? LONGEST_SAFETY_IDENTIFIER : LONGEST_USER;
    body.put(
        safety ? "safety_identifier" : "user",
        user.length() <= longest ? user : Fingerprint.of(user, HASH_BYTES));
    if (style.has(Feature.PROMPT_CACHE_KEY)
        && !conversation.extras().containsKey("prompt_cache_key")) {
      body.put("prompt_cache_key", Fingerprint.of(session(user), HASH_BYTES));
    }
  }

  /** Claude Code's session where it names one: its prompts begin alike. Else the user. */
  private static String session(String user) {
    String session = Json.parse(user).map(json -> json.path("session_id").asText("")).orElse("");
    if (!session.isEmpty()) {
      return session;
    }
    Matcher older = SESSION.matcher(user);
    return older.find() ? older.group(1) : user;
  }

  private void ofMessages(ObjectNode body, String name, JsonNode value) {
    if (name.equals("service_tier") && style.has(Feature.SERVICE_TIER)) {
      body.put(name, value.asText().equals("standard_only") ? "default" : "auto");
    } else if (AnthropicOnly.isReported(name)) {
      dropped.add(name);
    }
  }
}
