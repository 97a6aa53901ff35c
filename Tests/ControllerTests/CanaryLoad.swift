import Foundation
import Glibc
import Model
import TestSupport
import Testing

/// Requests without an end to `shop`, one after the other.
final class CanaryLoad {
    private let process = Process()

    /// - Parameter pause: the time between two requests in seconds; nil: none.
    init(_ port: Int, pause: Double? = nil) throws {
        let one = "curl -s -o /dev/null --max-time 60 'http://127.0.0.1:\(port)/"
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c",
            pause.map { "while :; do \(one)'; sleep \($0); done" }
                ?? "while :; do \(one)[1-2000]'; done",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit { end() }

    func end() {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

extension LiveSite {
    /// Applies an edit with a canary of `shop`.
    func applyCanary(
        _ document: String, step: String = "2s", _ more: [String] = []
    ) throws -> Program {
        let next = "\(folder)/next.yaml"
        try Data(document.utf8).write(to: URL(filePath: next))
        return try Program(
            [
                "apply", "--canary", "shop", "--step", step, "-f", next, "--no-addresses",
                "--state", "\(folder)/state", "--runtime", run,
            ] + more)
    }

    /// The text of `ballast history`.
    func history() throws -> String {
        try Program(["history", "--state", "\(folder)/state"]).output
    }

    /// The weights that the servers of `shop` have in HAProxy.
    func weights() throws -> [String: Int] {
        let servers = try status().proxies.first?.servers ?? []
        return Dictionary(uniqueKeysWithValues: servers.map { ($0.name, $0.got?.weight ?? -1) })
    }

    /// Waits until the canary was taken back, and returns the reason.
    func reasonOfReturn() throws -> String {
        eventually("its end") { try events().contains { $0.kind == .reverted } }
        return try events().last { $0.kind == .reverted }?.message ?? ""
    }
}
