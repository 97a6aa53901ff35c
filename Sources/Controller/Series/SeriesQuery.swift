import Admin
import Model
import Series

/// A request for the recorded values of a subject.
package struct SeriesQuery: Sendable, Hashable {
    /// The service or proxy; nil: the node.
    package var name: String?
    /// The server; nil: all.
    package var part: String?
    /// The time.
    package var range = SeriesRange.day
    /// The graph.
    package var topic = SeriesTopic.connections
    /// The form of the answer.
    package var form = Form.json
    /// The colours and the size of a picture.
    package var look = GraphLook()

    /// The forms of an answer.
    package enum Form: String, Sendable, CaseIterable {
        /// A table for programs.
        case json
        /// A table for spreadsheets.
        case csv
        /// A scalable picture.
        case svg
        /// A picture of pixels.
        case png

        /// The value of the header `Content-Type`.
        package var type: String {
            switch self {
            case .json: "application/json"
            case .csv: "text/csv; charset=utf-8; header=present"
            case .svg: "image/svg+xml"
            case .png: "image/png"
            }
        }
    }

    /// Creates a request.
    package init(name: String? = nil, part: String? = nil) {
        self.name = name
        self.part = part
    }

    /// The subject in words.
    package var subject: String {
        guard let name else { return "the node" }
        return part.map { "\(name)/\($0)" } ?? name
    }

    private static let prefix = "/series?"

    /// The path of the request on the status socket.
    package var path: String {
        let fields = [
            ("range", range.rawValue), ("topic", topic.rawValue), ("form", form.rawValue),
            ("theme", look.theme.rawValue), ("size", look.size.rawValue), ("name", name),
            ("part", part),
        ]
        return Self.prefix
            + fields.compactMap { key, value in value.map { "\(key)=\(PathText.escaped($0))" } }
            .joined(separator: "&")
    }

    /// Parses a path of the status socket; nil: another path.
    init?(path: String) {
        guard path.hasPrefix(Self.prefix) else { return nil }
        for field in path.dropFirst(Self.prefix.count).split(separator: "&") {
            let pair = field.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, let value = PathText.unescaped(pair[1]), !value.isEmpty else {
                return nil
            }
            guard store(value, as: pair[0]) else { return nil }
        }
        if name == nil, part != nil { return nil }
    }

    private mutating func store(_ value: String, as field: String) -> Bool {
        switch field {
        case "name": name = value
        case "part": part = value
        case "range":
            guard let range = SeriesRange(rawValue: value) else { return false }
            self.range = range
        case "topic":
            guard let topic = SeriesTopic(rawValue: value) else { return false }
            self.topic = topic
        case "form":
            guard let form = Form(rawValue: value) else { return false }
            self.form = form
        case "theme":
            guard let theme = GraphLook.Theme(rawValue: value) else { return false }
            look.theme = theme
        case "size":
            guard let size = GraphLook.Size(rawValue: value) else { return false }
            look.size = size
        default: return false
        }
        return true
    }
}
