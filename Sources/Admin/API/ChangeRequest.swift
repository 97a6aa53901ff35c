import FoundationEssentials
import Model
import NIOCore

/// The JSON body of a request that changes something.
public struct ChangeRequest: Sendable, Hashable {
    /// The reason for the history; nil: none.
    public let message: String?
    /// The weight; nil: the request has none.
    public let weight: Int?

    /// Parses the body of a request.
    ///
    /// - Parameter form: ``APIForm/reason`` or ``APIForm/weight``.
    ///
    /// **Errors:** 400: it is not of this form.
    public init(_ body: ByteBuffer, as form: APIForm) throws(APIRefusal) {
        guard body.readableBytes > 0 else {
            message = nil
            weight = nil
            return
        }
        let fields: Fields
        do {
            fields = try JSONDecoder().decode(Fields.self, from: Data(body.readableBytesView))
        } catch {
            throw APIRefusal(
                400, "the body is no JSON object of this request",
                hint: "schema/\(form.rawValue).schema.json describes it")
        }
        if let unknown = fields.unknown {
            throw APIRefusal(400, "the body has an unknown key \"\(unknown.prefix(100))\"")
        }
        if form == .weight {
            guard fields.weight != nil else { throw APIRefusal(400, "the body has no weight") }
        } else if fields.weight != nil {
            throw APIRefusal(400, "the body has an unknown key \"weight\"")
        }
        message = fields.message
        weight = fields.weight
    }

    /// The keys of a body.
    private struct Fields: Decodable {
        var message: String?
        var weight: Int?
        var unknown: String?

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }

            init(stringValue: String) { self.stringValue = stringValue }

            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            for key in container.allKeys {
                switch key.stringValue {
                case "message": message = try container.decode(String.self, forKey: key)
                case "weight": weight = try container.decode(Int.self, forKey: key)
                default: unknown = key.stringValue
                }
            }
        }
    }

    /// The form of a body with a reason.
    public static let reasonShape = RecordShape(
        "reason", "The body of a request to the API that changes servers or the document.",
        [.optional("message", .text, "The reason, for the history.")])

    /// The form of a body with a weight.
    public static let weightShape = RecordShape(
        "weight", "The body of a request to the API that changes a weight.",
        [
            .required("weight", .count, "The weight, 0...65535, for a proxy 0...256."),
            .optional("message", .text, "The reason, for the history."),
        ])
}
