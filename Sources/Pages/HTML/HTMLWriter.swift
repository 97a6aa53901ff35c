import Admin

/// The interpolations of ``HTML``.
public struct HTMLWriter: StringInterpolationProtocol {
    /// The type of literals.
    public typealias StringLiteralType = StaticString

    private(set) var html = HTML()

    /// Creates a writer.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// Adds HTML of the program.
    public mutating func appendLiteral(_ literal: StaticString) { html.append(raw: literal) }

    /// Adds an escaped text.
    public mutating func appendInterpolation(_ text: String) { html.append(escaped: text) }

    /// Adds an escaped text; nil: nothing.
    public mutating func appendInterpolation(_ text: String?) {
        if let text { html.append(escaped: text) }
    }

    /// Adds a number.
    public mutating func appendInterpolation(_ number: some BinaryInteger) {
        html.append(escaped: "\(number)")
    }

    /// Adds a piece.
    public mutating func appendInterpolation(_ piece: HTML) { html.append(piece) }

    /// Adds a piece; nil: nothing.
    public mutating func appendInterpolation(_ piece: HTML?) {
        if let piece { html.append(piece) }
    }

    /// Adds pieces.
    public mutating func appendInterpolation(_ pieces: [HTML]) {
        for piece in pieces { html.append(piece) }
    }

    /// Adds a path of these segments: `/services/web%201`.
    public mutating func appendInterpolation(path segments: String...) {
        html.append(
            escaped: segments.map { "/" + PathText.escaped(PathName.segment($0)) }.joined())
    }

    /// Adds a text as the value of a field of a query.
    public mutating func appendInterpolation(query text: String) {
        html.append(escaped: PathText.escaped(text))
    }

    /// Adds the field of a form that has the CSRF token of the session.
    public mutating func appendInterpolation(proof field: FormProof) {
        html.append(raw: "<input type=\"hidden\" name=\"proof\" value=\"")
        html.appendSlot()
        html.append(raw: "\">")
    }

    /// Adds a text that changes in place.
    ///
    /// - Parameter key: its name, unique in the page and the same at each rendering.
    public mutating func appendInterpolation(live key: String, _ text: String) {
        html.append(raw: "<span data-live=\"")
        html.append(escaped: key)
        html.append(raw: "\">")
        html.append(escaped: text)
        html.append(raw: "</span>")
        html.note(LiveValue(key: key, text: text))
    }

    /// Adds the attributes of an element whose state changes in place.
    ///
    /// - Parameters:
    ///   - key: its name, unique in the page and the same at each rendering.
    ///   - state: a word for the style sheet.
    public mutating func appendInterpolation(state key: String, _ state: String) {
        html.append(raw: " data-live=\"")
        html.append(escaped: key)
        html.append(raw: "\" data-state=\"")
        html.append(escaped: state)
        html.append(raw: "\"")
        html.note(LiveValue(key: key, state: state))
    }

    /// Adds the attributes of a line whose points change in place.
    ///
    /// - Parameter key: its name, unique in the page and the same at each rendering.
    public mutating func appendInterpolation(points key: String, _ points: String) {
        html.append(raw: " data-live=\"")
        html.append(escaped: key)
        html.append(raw: "\" points=\"")
        html.append(escaped: points)
        html.append(raw: "\"")
        html.note(LiveValue(key: key, points: points))
    }

    /// Adds the time since a moment, which a browser with scripts keeps up to date.
    ///
    /// - Parameters:
    ///   - key: its name, unique in the page and the same at each rendering; nil: it never changes.
    ///   - moment: milliseconds since 1970; nil: unknown, without a text.
    ///   - now: milliseconds since 1970.
    public mutating func appendInterpolation(
        age key: String?, since moment: Int64?, at now: Int64
    ) {
        html.append(raw: "<time")
        if let key {
            html.append(raw: " data-live=\"")
            html.append(escaped: key)
            html.append(raw: "\"")
            html.note(LiveValue(key: key, since: moment ?? 0))
        }
        if let moment {
            html.append(raw: " datetime=\"")
            html.append(escaped: PageTime.standard(moment))
            html.append(raw: "\" title=\"")
            html.append(escaped: PageTime.standard(moment))
            html.append(raw: "\" data-since=\"")
            html.append(escaped: "\(moment)")
            html.append(raw: "\">")
            html.append(escaped: PageTime.age(of: moment, at: now))
        } else {
            html.append(raw: ">")
        }
        html.append(raw: "</time>")
    }
}
