import Foundation
import Testing

/// Notes that this machine lacks something: loudly here, and as a failure in CI.
func unavailable(_ what: String) throws {
    if ProcessInfo.processInfo.environment["CI"] != nil {
        Issue.record("not available: \(what)")
    } else {
        FileHandle.standardError.write(Data("SKIPPED, not available: \(what)\n".utf8))
    }
}
