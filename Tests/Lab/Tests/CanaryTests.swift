import Addresses
import LabSupport
import Testing

extension InLab {
    @Suite("Canaries of layer 4")
    struct Canaries {
        private static func service(_ numbers: [Int], weights: [Int]) throws -> Recipe {
            let servers = try zip(numbers, weights).map { number, weight in
                Recipe.Server(
                    "web\(number)", try at("10.0.1.1\(number)", port: 8090), weight: weight)
            }
            var service = Recipe("web", listen: try at("10.0.0.100"), servers: servers)
            service.more = """
                    check: {type: connect, interval: 300ms, timeout: 1s}
                    drain: {timeout: 1s}

                """
            return service
        }

        private static func servers(_ number: Int) throws -> Servers {
            try Servers([.init("web\(number)", try at("10.0.1.1\(number)", port: 8090))])
        }

        @Test("a new server gets 1 % and more, and leaves when its check fails, over a kill -9")
        func failing() throws {
            let balancer = try Balancer()
            let former = try Self.service([1, 2], weights: [1, 1])
            let first = try Self.servers(1)
            let second = try Self.servers(2)
            var third: Servers?
            var daemon: Daemon? = try balancer.control([former], ["--interval", "1"])
            defer { withExtendedLifetime((daemon, first, second, third)) {} }
            let next = "\(balancer.directory.path)/next.yaml"
            try balancer.directory.write(
                Recipe.document([try Self.service([1, 2, 3], weights: [1, 1, 1])]),
                to: "next.yaml")
            func apply() throws {
                let options = [
                    "-f", next, "--state", "\(balancer.directory.path)/state",
                    "--runtime", "\(balancer.directory.path)/run", "--canary", "web",
                    "--step", "10s",
                ]
                try Program([Lab.ballast, "apply"] + options, on: balancer.host).output()
            }
            func holds(_ weights: [Int], within seconds: Int) throws -> Bool {
                try balancer.holds(
                    [try Self.service([1, 2, 3], weights: weights)], within: seconds)
            }
            func status() -> String {
                do {
                    return try balancer.ballast("status").run().output
                } catch {
                    return "\(error)"
                }
            }
            try apply()
            // Without a listener the server never passes its check.
            #expect(try holds([100, 100, 0], within: 20), "\(status())")
            #expect(try balancer.holds([former], within: 40), "\(status())")
            let history = try Program(
                [Lab.ballast, "history", "--state", "\(balancer.directory.path)/state"],
                on: balancer.host
            ).output()
            #expect(history.contains("canary taken back: after"), "\(history)")

            third = try Self.servers(3)
            try apply()
            #expect(try holds([100, 100, 1], within: 20), "\(status())")
            #expect(status().contains("canary of web: step 1 of 6, web3 with 1 %"))
            try daemon?.end(with: 9)
            daemon = try Daemon(balancer.ballast("run", ["--interval", "1"]))
            #expect(try holds([100, 100, 5], within: 40), "\(status())")
            third = nil
            #expect(try balancer.holds([former], within: 30), "\(status())")
            #expect(status().contains("web3 is down"), "\(status())")
        }
    }
}
