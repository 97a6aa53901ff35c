import Addresses
import Foundation
import Glibc
import VRRP

/// Debian's keepalived on host `b` of a segment.
final class Keepalived {
    private let segment: Segment
    private let folder: String
    private var process: Process?

    /// - Parameter given: the addresses; nil: those of the form.
    init(
        on segment: Segment, _ form: KeepalivedTests.Form, priority: UInt8,
        addresses given: [String]? = nil
    ) throws {
        self.segment = segment
        folder = try Shell.run("mktemp -d /tmp/ballast-elect.XXXXXX")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let addresses = (given ?? form.addresses).map { "\($0) dev eth0" }.joined(separator: "\n")
        let unicast =
            form.isUnicast
            ? """
            unicast_src_ip \(form.source("b"))
            unicast_peer { \(form.source("a")) }
            """ : "mcast_src_ip \(form.source("b"))"
        let text = """
            global_defs { vrrp_version \(form.version.rawValue) }
            vrrp_instance web {
                state BACKUP
                interface eth0
                virtual_router_id 51
                priority \(priority)
                advert_int 1
                \(form.family == .ipv6 ? "native_ipv6" : "")
                \(unicast)
                virtual_ipaddress {
                    \(addresses)
                }
            }
            """
        try text.write(toFile: "\(folder)/keepalived.conf", atomically: false, encoding: .utf8)
    }

    deinit {
        stop(SIGKILL)
        // A folder that is not there needs no removal.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Starts it; addresses that an earlier one has left are removed first.
    func start() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "ip", "netns", "exec", segment.name("b"), "keepalived", "--vrrp", "--dont-fork",
            "--no-syslog", "--log-console", "-f", "\(folder)/keepalived.conf",
            "-p", "\(folder)/keepalived.pid", "-r", "\(folder)/vrrp.pid",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        // The files of one that was killed would keep the next one from starting.
        for name in ["keepalived.pid", "vrrp.pid"] { unlink("\(folder)/\(name)") }
        try process.run()
        self.process = process
    }

    /// Ends it with a signal: SIGKILL also for its child.
    ///
    /// A parent that runs would start another child, and a child without a parent ends in order.
    func stop(_ signal: Int32) {
        guard let process, process.isRunning else { return }
        let parent = process.processIdentifier
        if signal == SIGKILL {
            kill(parent, SIGSTOP)
            let text = try? String(contentsOfFile: "\(folder)/vrrp.pid", encoding: .utf8)
            // Without the file there is no child yet.
            if let child = text.flatMap({
                pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines))
            }) {
                kill(child, SIGKILL)
            }
        }
        kill(parent, signal)
        process.waitUntilExit()
        self.process = nil
    }
}
