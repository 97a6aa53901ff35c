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

/// Runs a command to its end.
@discardableResult
func command(_ path: String, _ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
}
