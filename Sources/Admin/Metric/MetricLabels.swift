/// The labels of a sample in text: `{service="web",server="web1"}`.
struct MetricLabels: Sendable {
    /// The text; empty: no labels.
    private(set) var text = ""

    /// Creates labels from names and values, in this order; a value of nil has no label.
    init(_ labels: KeyValuePairs<StaticString, String?>) {
        for case let (name, value?) in labels { add("\(name)", value) }
    }

    /// No labels.
    static let none = MetricLabels([:])

    /// Returns these labels and one more.
    func with(_ name: StaticString, _ value: String) -> MetricLabels {
        var labels = self
        labels.add("\(name)", value)
        return labels
    }

    private mutating func add(_ name: String, _ value: String) {
        if text.isEmpty { text = "{" } else { text.replaceSubrange(lastIndex..., with: ",") }
        text += name
        text += "=\""
        text += Self.escaped(value)
        text += "\"}"
    }

    private var lastIndex: String.Index { text.index(before: text.endIndex) }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else {
            return value
        }
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
