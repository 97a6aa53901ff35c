import Foundation
import Glibc

/// A client that pings the virtual address every 20 ms.
final class Probing {
    private let process = Process()
    private let output = Pipe()

    /// Starts on the client of two balancers, once the address answers.
    init(_ pair: Balancers) throws {
        try pair.on("c", "ping -q -c 1 -W 5 \(Balancers.address)")
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "ip", "netns", "exec", pair.name("c"), "ping", "-q", "-i", "0.02", "-W", "2",
            Balancers.address,
        ]
        process.standardOutput = output
        try process.run()
    }

    /// Ends it, and returns its summary: " 0% packet loss" is in it if no probe was lost.
    func summary() -> String {
        // The last probes need their replies.
        usleep(300_000)
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        return String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
}
