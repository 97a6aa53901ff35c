import Addresses
import Glibc
import Model
import TestThreads
import Testing

@testable import Kernel

/// Tables that other programs change all the time, and answers that are lost.
@Suite("Netlink under stress", .enabled(if: Namespace.isAvailable), .ownThreads)
struct StressTests {
    /// Runs the body while a shell command is repeated in the namespace of this thread.
    private func during(_ command: String, _ body: () throws -> Void) throws {
        let loop = "timeout 120 sh -c 'while :; do \(command); done'"
        let text = try Namespace.run("setsid \(loop) >/dev/null 2>&1 </dev/null & echo $!")
        let process = try #require(pid_t(text.filter(\.isNumber)))
        defer { kill(-process, SIGKILL) }
        try body()
    }

    @Test("addresses that nobody touches are seen in each look while others come and go")
    func churn() throws {
        try Namespace.fresh {
            let stable = 2000
            let setUp = (1...stable).map {
                "address add 10.1.\($0 / 250).\($0 % 250 + 1)/32 dev v0"
            }
            try Namespace.run(
                "ip link add v0 type veth peer name v1 && ip link set v0 up && printf '%s\\n' "
                    + setUp.map { "'\($0)'" }.joined(separator: " ") + " | ip -batch -")
            let host = try KernelHost()
            let edits = (1...200).map {
                "address add 10.2.0.\($0)/32 dev v0\naddress del 10.2.0.\($0)/32 dev v0\n"
            }.joined()
            let command = "printf %s \"\(edits)\" | ip -batch -"
            try during(command) {
                let socket = host.addresses.socket
                let deadline = ContinuousClock.now + .seconds(60)
                var looks = 0
                while looks < 20 || socket.repeatedDumps == 0 && ContinuousClock.now < deadline {
                    let seen = try host.observe(.everything).addresses.keys.count {
                        $0.prefix.description.hasPrefix("10.1.")
                    }
                    #expect(seen == stable, "look \(looks)")
                    looks += 1
                }
                #expect(socket.repeatedDumps > 0, "the kernel marked no dump of \(looks)")
            }
        }
    }

    @Test(
        "answers lost to a small receive buffer while another program edits: the table comes right",
        .enabled(if: Namespace.hasIPVS))
    func lostAnswers() throws {
        try Namespace.fresh {
            let host = try KernelHost(receiveBuffer: 2048)
            var wanted: [ServiceKey: Set<Endpoint>] = [:]
            for number in 0..<20 {
                let servers = try (0..<30).map { try endpoint("10.0.1.\($0 + 1):80") }
                wanted[try service("tcp 10.0.0.\(number + 1):80")] = Set(servers)
            }
            let additions = wanted.flatMap { key, servers in
                [Step.ipvs(.addService(VirtualService(key: key)))]
                    + servers.map { .ipvs(.addDestination(Destination(endpoint: $0), to: key)) }
            }
            let edits = (1...9).map {
                "-d -t 10.0.0.\($0):80 -r 10.0.1.\($0):80\n-D -t 10.0.0.1\($0):80\n"
                    + "-a -t 10.0.0.\($0):80 -r 10.9.9.9:80\n"
            }.joined()
            try during("printf %s \"\(edits)\" | ipvsadm -R") {
                let deadline = ContinuousClock.now + .seconds(60)
                // A plan that is out of date is refused nearly everywhere, in more bytes than fit.
                while host.ipvs.openTable?.socket.lossyBatches ?? 0 < 5,
                    ContinuousClock.now < deadline
                {
                    #expect(host.apply(additions).map(\.step) == additions)
                }
            }
            let lossy = host.ipvs.openTable?.socket.lossyBatches ?? 0
            #expect(lossy >= 5, "answers were lost in \(lossy) batches")
            // The editor has ended, so one full look and its differences are enough.
            let observed = try host.observe(.everything).services
            var repairs: [Step] = []
            for (key, servers) in wanted {
                let present = Set(observed[key].map { Array($0.destinations.keys) } ?? [])
                if observed[key] == nil {
                    repairs.append(.ipvs(.addService(VirtualService(key: key))))
                }
                repairs += servers.subtracting(present).map {
                    .ipvs(.addDestination(Destination(endpoint: $0), to: key))
                }
                repairs += present.subtracting(servers).map {
                    .ipvs(.removeDestination($0, from: key, cutting: 0))
                }
            }
            for outcome in host.apply(repairs) where outcome.result != .done {
                Issue.record("\(outcome)")
            }
            let after = try host.observe(.everything).services
            #expect(after.mapValues { Set($0.destinations.keys) } == wanted)
        }
    }
}
