import Addresses
import LabSupport
import Testing

extension InLab {
    @Suite("Seen from outside")
    struct Outside {
        @Test("a command's exit status is the weight; explain says why; events are told")
        func weights() throws {
            let balancer = try Balancer()
            let folder = balancer.directory.path
            let servers = try (1...2).map {
                Recipe.Server("web\($0)", try at("10.0.1.1\($0)", port: 8090), weight: 3)
            }
            var service = Recipe("web", listen: try at("10.0.0.100"), servers: servers)
            service.more = """
                    check: {type: external, command: \(folder)/weigh, user: root, exitWeights: true,
                      interval: 500ms, timeout: 20s}

                """
            try balancer.directory.write(
                "#!/bin/sh\nexit $(cat \(folder)/exit-$3)\n", to: "weigh")
            try balancer.directory.write(
                "#!/bin/sh\necho \"$1 $BALLAST_NODE $2\" >> \(folder)/told\n", to: "tell")
            try Program(["chmod", "+x", "\(folder)/weigh", "\(folder)/tell"]).output()
            try balancer.directory.write("9", to: "exit-10.0.1.11")
            try balancer.directory.write("0", to: "exit-10.0.1.12")
            try balancer.directory.write(
                Recipe.document([service])
                    + "notifications:\n"
                    + "  {command: \(folder)/tell, user: root, events: [up, down]}\n",
                to: "ballast.yaml")
            let daemon = try Daemon(balancer.ballast("run", ["--interval", "60"]))
            defer { withExtendedLifetime(daemon) {} }
            var wanted = service
            wanted.servers[0].weight = 7
            #expect(try balancer.holds([wanted], within: 30), "7 by its check, 3 as it is written")

            try balancer.directory.write("1", to: "exit-10.0.1.12")
            wanted.servers[1].weight = 0
            #expect(try balancer.holds([wanted], within: 30))
            func explain(_ subject: String) throws -> String {
                let socket = "\(folder)/run/ballast.sock"
                return try Program(
                    [Lab.ballast, "explain", subject, "--socket", socket], on: balancer.host
                ).output()
            }
            let first = try explain("web/web1")
            #expect(first.contains("7  weight 7: exit status 9, weight 7, instead of 3"))
            #expect(first.contains("weight    7 = 7 x 1, as in the kernel"))
            let second = try explain("web/web2")
            #expect(second.contains("x 0  down: expected exit status 0, saw exit status 1"))
            #expect(second.split(separator: "\n").allSatisfy { $0.count <= 100 })
            let both = try explain("web")
            #expect(both.contains("degraded") && both.contains("1 of 2 servers up"))
            let isTold = try eventually(within: 20) {
                let told = try Program(["cat", "\(folder)/told"]).run().output
                return told.hasPrefix("down ") && told.contains("web/web2 is down")
            }
            #expect(isTold)
        }
    }
}
