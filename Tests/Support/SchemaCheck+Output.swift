import Foundation
import Testing

extension SchemaCheck {
    /// Fails unless an output has the form of a schema in `schema/`.
    package static func verify(
        _ output: String, as form: String,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws {
        let file = Examples.schemas.appending(path: "\(form).schema.json")
        try verify(
            output, with: String(contentsOf: file, encoding: .utf8),
            sourceLocation: sourceLocation)
    }

    /// Fails unless an output has the form of this schema.
    package static func verify(
        _ output: String, with schema: String,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws {
        let check = try SchemaCheck(schema)
        try check.check(output)
        #expect(check.mistakes == [], "\(output)", sourceLocation: sourceLocation)
        #expect(!output.contains("\"_0\""), "\(output)", sourceLocation: sourceLocation)
    }
}
