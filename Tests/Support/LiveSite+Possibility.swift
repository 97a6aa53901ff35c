import Foundation
import Testing

extension LiveSite {
    /// Whether this machine has the programs of a site.
    ///
    /// Reports missing ones: as a failure in CI.
    package static func isPossible() -> Bool {
        let programs = [
            "/usr/sbin/haproxy", "/usr/bin/curl", "/usr/bin/openssl", "/usr/bin/python3",
        ]
        let missing = programs.filter { !FileManager.default.isExecutableFile(atPath: $0) }
        if missing.isEmpty { return true }
        if ProcessInfo.processInfo.environment["CI"] != nil {
            Issue.record("not installed: \(missing)")
        } else {
            FileHandle.standardError.write(Data("SKIPPED, not installed: \(missing)\n".utf8))
        }
        return false
    }
}
