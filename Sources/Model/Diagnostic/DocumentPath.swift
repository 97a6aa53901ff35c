/// A place in a document's structure: `services[0].servers[2].weight`.
public struct DocumentPath: Sendable, Hashable {
    /// From the root inwards.
    public var parts: [Part]

    /// One step inwards.
    public enum Part: Sendable, Hashable {
        /// Into the value of a mapping's key.
        case key(String)
        /// Into an element of a list, from 0.
        case index(Int)
    }

    /// The root.
    public init(_ parts: [Part] = []) {
        self.parts = parts
    }

    /// The value of this key, here.
    public func key(_ name: String) -> DocumentPath {
        DocumentPath(parts + [.key(name)])
    }

    /// This element, here.
    public func index(_ position: Int) -> DocumentPath {
        DocumentPath(parts + [.index(position)])
    }
}

extension DocumentPath: CustomStringConvertible {
    /// `services[0].servers[2].weight`; empty for the root.
    public var description: String {
        parts.reduce(into: "") { text, part in
            switch part {
            case .key(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let position): text += "[\(position)]"
            }
        }
    }
}

extension DocumentPath: Codable {
    /// Decodes the text of ``description``; a key with dots is split into several.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        var parts: [Part] = []
        for word in text.split(separator: ".") {
            let pieces = word.split(separator: "[", omittingEmptySubsequences: false)
            if let key = pieces.first, !key.isEmpty { parts.append(.key(String(key))) }
            for piece in pieces.dropFirst() {
                guard piece.last == "]", let position = Int(piece.dropLast()) else { continue }
                parts.append(.index(position))
            }
        }
        self.init(parts)
    }

    /// Writes ``description``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
