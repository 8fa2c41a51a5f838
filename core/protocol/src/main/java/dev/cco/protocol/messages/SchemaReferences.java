package dev.cco.protocol.messages;

import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** References within a tool's schema: inner ones only, and none that leads back to itself alone. */
final class SchemaReferences {
  /** Below these stand values, in which {@code $ref} means nothing. */
  private static final Set<String> VALUES = Set.of("enum", "const", "default", "examples");

  private final Fields fields;
  private final Tape tape;
  private final int schema;

  /** Objects by their members' names, once a reference led through them. */
  private final Map<Integer, Map<String, Integer>> indexes = new HashMap<>();

  /** Nodes from which every reference ends somewhere. */
  private final Set<Integer> good = new HashSet<>();

  SchemaReferences(Fields fields, int schema) {
    this.fields = fields;
    this.tape = fields.tape();
    this.schema = schema;
  }

  void check() {
    check(schema);
  }

  private void check(int node) {
    if (reference(node) != Tape.NONE) {
      follow(node);
    }
    for (int child = tape.firstChild(node); child != Tape.NONE; child = tape.next(child)) {
      if (!VALUES.contains(tape.key(child))) {
        check(child);
      }
    }
  }

  private void follow(int from) {
    Set<Integer> visited = new HashSet<>();
    int node = from;
    while (node != Tape.NONE && !good.contains(node)) {
      int reference = reference(node);
      if (reference == Tape.NONE) {
        break;
      }
      if (!visited.add(node)) {
        throw fields.fault(reference, "the $ref leads back to itself");
      }
      String target = tape.string(reference);
      if (!target.startsWith("#")) {
        throw fields.fault(reference, "only a $ref within the schema is supported");
      }
      node = resolve(target);
    }
    good.addAll(visited);
  }

  private int reference(int node) {
    int reference = tape.kind(node) == Kind.OBJECT ? tape.member(node, "$ref") : Tape.NONE;
    return reference != Tape.NONE && tape.isString(reference) ? reference : Tape.NONE;
  }

  /** The node at {@code #/a/b}; {@link Tape#NONE} for anchors and for what is not there. */
  private int resolve(String target) {
    int node = schema;
    if (target.equals("#")) {
      return node;
    }
    if (!target.startsWith("#/")) {
      return Tape.NONE;
    }
    for (String step : target.substring(2).split("/", -1)) {
      String name = step.replace("~1", "/").replace("~0", "~");
      node = indexes.computeIfAbsent(node, this::index).getOrDefault(name, Tape.NONE);
      if (node == Tape.NONE) {
        return Tape.NONE;
      }
    }
    return node;
  }

  private Map<String, Integer> index(int node) {
    Map<String, Integer> members = new HashMap<>();
    for (int child = tape.firstChild(node); child != Tape.NONE; child = tape.next(child)) {
      members.put(tape.key(child), child);
    }
    return members;
  }
}
