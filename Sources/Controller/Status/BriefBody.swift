import FoundationEssentials
import Model
import NIOCore

/// The JSON of a brief status, encoded some summaries at a time.
///
/// The encoder needs several times the memory of its text.
enum BriefBody {
    /// Number of summaries that are encoded at a time.
    private static let portion = 64

    /// Returns the text.
    ///
    /// **Errors:** a value that JSON can't have.
    static func text(of brief: BriefStatus) throws -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var body = ByteBuffer(string: "{\"status\":")
        body.writeBytes(try encoder.encode(brief.status))
        body.writeString(",\"summaries\":[")
        var rest = brief.summaries[...]
        while !rest.isEmpty {
            if rest.startIndex > 0 { body.writeString(",") }
            let list = try encoder.encode(Array(rest.prefix(portion)))
            // Without its brackets.
            body.writeBytes(list.dropFirst().dropLast())
            rest = rest.dropFirst(portion)
        }
        body.writeString("]}\n")
        return body
    }
}
