import FoundationEssentials
import Model
import NIOCore

/// The JSON body of a request that changes something.
public struct ChangeRequest: Sendable, Hashable {
    /// The reason for the history; nil: none.
    public private(set) var message: String?
    /// The weight; nil: the request has none.
    public private(set) var weight: Int?
    /// The changes of servers.
    public private(set) var edits: [ServerChange] = []
    /// The failover group; nil: all.
    public private(set) var group: String?
    /// The next node; nil: the best one.
    public private(set) var node: String?

    /// Whether a node that is not ready may be the next one.
    public private(set) var isForced = false

    /// Parses the body of a request.
    ///
    /// - Parameter form: a form of requests.
    ///
    /// **Errors:** 400: it is not of this form.
    public init(_ body: ByteBuffer, as form: APIForm) throws(APIRefusal) {
        guard body.readableBytes > 0 else { return }
        let decoder = JSONDecoder()
        decoder.userInfo[Self.formKey] = form
        do {
            self = try decoder.decode(Self.self, from: Data(body.readableBytesView))
        } catch {
            throw APIRefusal(
                400, "the body is not the JSON of this request" + Self.words(error),
                hint: "schema/\(form.rawValue).schema.json describes it")
        }
    }

    /// Returns the reason why a body can't be decoded, with its place; "": there is none.
    private static func words(_ error: any Error) -> String {
        let context: DecodingError.Context
        let text: String
        switch error as? DecodingError {
        case .keyNotFound(let key, let place):
            (context, text) = (place, "the key \"\(key.stringValue)\" is missing")
        case .typeMismatch(let type, let place):
            (context, text) = (place, "it has to be \(noun(of: type))")
        case .valueNotFound(let type, let place):
            (context, text) = (place, "it has to be \(noun(of: type)), and not null")
        case .dataCorrupted(let place):
            // The parser's own text has no place.
            let isParser = place.debugDescription.hasPrefix("The given")
            guard place.underlyingError == nil, !isParser else { return "" }
            (context, text) = (place, place.debugDescription)
        default: return ""
        }
        let path: String = context.codingPath.map { key in
            key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)"
        }.joined()
        let place = path.drop { $0 == "." }
        return ": " + (place.isEmpty ? "" : "\(place): ") + text.clean.prefix(200)
    }

    /// The noun of a type of JSON, with its article.
    private static func noun(of type: Any.Type) -> String {
        switch "\(type)" {
        case "String": "a text"
        case "Bool": "true or false"
        case "Int", "Double": "a number"
        case let name where name.hasPrefix("Array"): "a list"
        default: "an object"
        }
    }

    private static var formKey: CodingUserInfoKey {
        guard let key = CodingUserInfoKey(rawValue: "form") else {
            preconditionFailure("a text is a key")
        }
        return key
    }
}

extension ChangeRequest: Decodable {
    /// Decodes a body of the form in `userInfo`.
    public init(from decoder: any Decoder) throws {
        let form = decoder.userInfo[Self.formKey] as? APIForm ?? .reason
        try RequestKey.require(Self.shape(of: form).keys.map(\.name), in: decoder)
        let object = try decoder.container(keyedBy: RequestKey.self)
        for key in object.allKeys {
            switch key.stringValue {
            case "message": message = try object.decode(String.self, forKey: key)
            case "group": group = try object.decode(String.self, forKey: key)
            case "to": node = try object.decode(String.self, forKey: key)
            case "force": isForced = try object.decode(Bool.self, forKey: key)
            case "edits": edits = try object.decode([ServerChange].self, forKey: key)
            default: weight = try object.decode(RequestWeight.self, forKey: key).number
            }
        }
        let missing = Self.shape(of: form).keys.first { key in
            key.isRequired && !object.allKeys.contains { $0.stringValue == key.name }
        }
        if let missing {
            throw DecodingError.keyNotFound(
                RequestKey(stringValue: missing.name),
                .init(codingPath: decoder.codingPath, debugDescription: ""))
        }
    }
}
