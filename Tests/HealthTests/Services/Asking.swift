import Model
import Testing

@testable import Health

/// Makes the check of a dialogue once; nothing of it stays open, and no password is shown.
func ask(
    _ dialogue: Dialogue, at port: UInt16, timeout: Duration = ample
) async throws -> CheckResult {
    let result = try await probe(
        .dialogue(DialogueProbe(dialogue)), port: port, timeout: timeout)
    await expectClosed(connectionsTo: port)
    for password in ["wrong-one", "right-one"] {
        #expect(!"\(result)".contains(password), "\(result)")
    }
    return result
}

/// Not what the tests' own framework calls so.
typealias Expected = Model.Expectation

extension Dialogue {
    /// The password that the daemons of the tests know.
    static let right = Secret("right-one")
    /// One that they don't.
    static let wrong = Secret("wrong-one")
}

extension Check.TLS {
    /// Verified against a certificate of a daemon's folder.
    static func verified(
        _ daemon: Daemon, by file: String = "good.pem", name: String = "good.example"
    ) -> Check.TLS {
        Check.TLS(verify: true, authority: daemon.path(file), serverName: name)
    }
}

/// What is wrong about a certificate, and that it shows in the phase of TLS.
func expectCertificateFaults(
    _ good: Daemon, _ expired: Daemon, port: KeyPath<Daemon, UInt16>,
    _ dialogue: (Check.TLS) -> Dialogue
) async throws {
    let right = try await ask(dialogue(.verified(good)), at: good[keyPath: port])
    #expect(right.isPassed, "\(right)")
    let faults = [
        try await ask(
            dialogue(.verified(expired, by: "expired.pem")), at: expired[keyPath: port]),
        try await ask(
            dialogue(.verified(good, name: "other.example")), at: good[keyPath: port]),
        try await ask(
            dialogue(.verified(expired, by: "good.pem")), at: good[keyPath: port]),
    ]
    for fault in faults {
        #expect(fault.outcome == .failed, "\(fault)")
        #expect(fault.phase == .tls, "\(fault)")
    }
    let trusting = try await ask(dialogue(Check.TLS()), at: expired[keyPath: port])
    #expect(trusting.isPassed, "\(trusting)")
}
