/// A field of the form of a frequent edit.
struct EditField: Sendable, Hashable {
    /// The name in the form.
    let name: String
    /// The name for people.
    let label: String
    /// The kind of value.
    let kind: Kind
    /// Whether the edit needs a value.
    var isRequired = true
    /// One sentence about the value; empty: none.
    var help = ""

    /// A kind of value.
    enum Kind: Sendable, Hashable {
        /// A text, with an example.
        case text(String)
        /// The name of a service or proxy.
        case service
        /// The name of a server.
        case server
        /// One of these words, each with its name for people.
        case choice([Choice])
        /// A whole number in the range.
        case number(ClosedRange<Int>)
        /// A text of several lines.
        case lines
    }

    /// A word with its name for people.
    struct Choice: Sendable, Hashable {
        let word: String
        let label: String

        init(_ word: String, _ label: String) {
            self.word = word
            self.label = label
        }
    }

    /// The field with a value.
    ///
    /// - Parameter value: the value; "": none.
    func html(_ value: String) -> HTML {
        let needed: HTML = isRequired ? " required" : ""
        let more: HTML? = help.isEmpty ? nil : "<span class=\"help\">\(help)</span>"
        return """
            <p><label for="\(name)">\(label)</label>
            \(input(value, needed))
            \(more)</p>

            """
    }

    private func input(_ value: String, _ needed: HTML) -> HTML {
        switch kind {
        case .text(let example):
            return """
                <input id="\(name)" name="\(name)" value="\(value)"\(needed) maxlength="4096" \
                placeholder="\(example)" autocomplete="off" spellcheck="false">
                """
        case .service, .server:
            return """
                <input id="\(name)" name="\(name)" value="\(value)"\(needed) maxlength="64" \
                list="\(name)s" autocomplete="off" spellcheck="false">
                """
        case .number(let range):
            return """
                <input id="\(name)" name="\(name)" value="\(value)"\(needed) type="number" \
                min="\(range.lowerBound)" max="\(range.upperBound)">
                """
        case .choice(let choices):
            let options = choices.map { choice -> HTML in
                let selected: HTML = choice.word == value ? " selected" : ""
                return "<option value=\"\(choice.word)\"\(selected)>\(choice.label)</option>\n"
            }
            return "<select id=\"\(name)\" name=\"\(name)\">\(options)</select>"
        case .lines:
            return """
                <textarea id="\(name)" name="\(name)"\(needed) rows="20" spellcheck="false">
                \(value)</textarea>
                """
        }
    }
}
