import Foundation
import TestSupport
import TestThreads
import Testing

@Suite("Apply", .ownThreads)
struct ApplyTests {
    /// The frames that a neighbour gets from one `apply` that puts an address on a new link.
    private func apply(_ arguments: String...) throws -> (run: Program, frames: Int) {
        let text = "version: 1\nvirtualAddresses: [{address: 10.0.0.100/24, interface: v0}]\n"
        let file = try Scratch(text)
        // Without IPv6 the link carries announcements only.
        let setUp = """
            echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
            ip link add v0 type veth peer name v1
            ip link set v0 up
            ip link set v1 up
            ip address add 10.0.0.1/24 dev v0
            """
        let run = try Program.inOtherNetwork(
            after: setUp, then: "awk '/v1:/ {print \"frames\", $3}' /proc/net/dev",
            ["apply", "-f", file.path, "--state", file.folder, "--runtime", file.folder]
                + arguments)
        let count = run.output.split(separator: "\n").last { $0.hasPrefix("frames ") }
        return (run, count.flatMap { Int($0.dropFirst(7)) } ?? -1)
    }

    @Test("a new address is announced once, and a note says how to have it announced again")
    func once() throws {
        guard geteuid() == 0 else { return }
        let (run, frames) = try apply()
        #expect(run.status == 0, "\(run.error)")
        #expect(frames == 1)
        #expect(
            run.error
                == "note: announced once: 10.0.0.100/32 on v0; with --repeat-announcements apply "
                + "announces again after 1 and 5 s, as ballast run does\n")
    }

    @Test("with --repeat-announcements it is announced three times, and there is no note")
    func again() throws {
        guard geteuid() == 0 else { return }
        let (run, frames) = try apply("--repeat-announcements")
        #expect(run.status == 0 && run.error == "", "\(run.error)")
        #expect(frames == 3)
    }

    @Test(
        "without IPVS the addresses without a service are planned and added, and the status is 1",
        .enabled(if: geteuid() == 0 && access("/proc/net/ip_vs", F_OK) != 0))
    func unreadable() throws {
        let text = """
            version: 1
            virtualAddresses:
              - {address: 10.0.0.100/24, interface: v0}
              - {address: 10.0.0.101/24, interface: v0}
            services:
              - {name: web, listen: "10.0.0.100:80", servers: [{name: a, address: 10.0.0.11}]}

            """
        let file = try Scratch(text)
        func run(_ command: String, _ options: String...) throws -> Program {
            try Program.inOtherNetwork(
                after: "ip link add v0 type veth peer name v1; ip link set v0 up",
                then: "ip -4 -oneline address show dev v0 >&2",
                [command, "-f", file.path, "--state", file.folder, "--runtime", file.folder]
                    + options)
        }
        let failure = "error: not read: ipvs, syncDaemon: cannot read the IPVS table: "
        let plan = try run("plan", "--exit-code")
        #expect(plan.status == 1 && plan.error.hasPrefix(failure), "\(plan)")
        #expect(plan.output.contains("+ address 10.0.0.101/32 on v0"), "\(plan)")
        #expect(plan.output.contains("10.0.0.100/24 on v0 has to wait: the IPVS table can't be"))
        let json = try run("plan", "--json")
        #expect(json.status == 1 && json.output.contains("\"domain\" : \"ipvs\""), "\(json)")
        let applied = try run("apply")
        #expect(applied.status == 1 && applied.error.contains(failure), "\(applied)")
        #expect(applied.error.contains("inet 10.0.0.101/32"), "\(applied)")
        #expect(!applied.error.contains("inet 10.0.0.100/32"), "\(applied)")
        #expect(try run("apply", "--json").output.contains("\"converged\" : false"))
    }
}
