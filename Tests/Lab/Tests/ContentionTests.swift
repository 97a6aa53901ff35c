import Addresses
import Glibc
import Kernel
import LabSupport
import Model
import Testing

extension InLab {
    /// Tables that change while they are read or written.
    @Suite("Contention")
    struct Contention {
        private func key(_ number: Int) throws -> ServiceKey {
            .listen(.tcp, try at("192.0.2.1", port: UInt16(1000 + number)))
        }

        @Test("what is not touched is seen whole while another program edits the table")
        func readers() throws {
            try Namespace.fresh {
                let host = try KernelHost()
                let keys = try (0..<150).map { try key($0) }
                var steps: [Step] = []
                for key in keys {
                    steps.append(.ipvs(.addService(VirtualService(key: key))))
                    for last in 1...3 {
                        let server = Destination(endpoint: try at("198.51.100.\(last)"))
                        steps.append(.ipvs(.addDestination(server, to: key)))
                    }
                }
                #expect(host.apply(steps).count(where: { !$0.succeeded }) == 0)
                let script = """
                    while :; do for i in 1 2 3 4 5 6 7 8 9; do
                    echo "-A -t 192.0.2.1:$((i * 100 + 7)) -s rr"
                    echo "-A -t 203.0.113.$i:80 -s rr"
                    echo "-D -t 192.0.2.1:$((i * 100 + 7))"
                    echo "-D -t 203.0.113.$i:80"
                    done; done | ipvsadm -R
                    """
                let editor = try Daemon(Program(["sh", "-c", script]))
                var looks = 0
                var skipped = 0
                while looks < 60 && editor.isRunning {
                    let observed = try host.observe(.everything)
                    // The kernel may skip one, and then answers when it is asked for that one.
                    let unseen = Set(keys).subtracting(observed.services.keys)
                    skipped += unseen.count
                    let found = try host.observe(.services(unseen)).services
                    for key in keys {
                        let service = observed.services[key] ?? found[key]
                        #expect(service?.destinations.count == 3, "look \(looks)")
                    }
                    looks += 1
                }
                #expect(editor.isRunning, "the table was edited all the time")
                print("\(skipped) services were skipped in \(looks) looks")
            }
        }

        @Test("addresses are seen whole while another program adds and removes some")
        func addresses() throws {
            try Namespace.fresh {
                let host = try KernelHost()
                let setUp =
                    ["ip link add lab0 up type dummy"]
                    + (1...200).map { "ip address add 10.1.0.\($0)/32 dev lab0" }
                try Program(["sh", "-c", setUp.joined(separator: "\n")]).output()
                let script = """
                    while :; do
                    ip link add lab1 type dummy; ip address add 10.2.0.1/24 dev lab1
                    ip link del lab1
                    done
                    """
                let editor = try Daemon(Program(["sh", "-c", script]))
                for look in 0..<60 {
                    let observed = try host.observe(.everything)
                    let count = observed.addresses.keys.count { $0.interface == "lab0" }
                    #expect(count >= 200, "look \(look)")
                }
                #expect(editor.isRunning)
            }
        }

        @Test("SIGTERM in the middle of a large apply ends it, and the next start converges")
        func interrupted() throws {
            let balancer = try Balancer()
            let recipes = try (0..<400).map { number -> Recipe in
                var recipe = Recipe(
                    "s\(number)", listen: try at("10.0.0.100", port: UInt16(2000 + number)),
                    servers: [])
                recipe.servers = try (0..<10).map {
                    .init("r\($0)", try at("10.0.1.\(41 + $0)"), weight: 1 + $0)
                }
                return recipe
            }
            try balancer.directory.write(Recipe.document(recipes), to: "ballast.yaml")
            let wanted = Recipe.table(recipes)
            let daemon = try Daemon(balancer.ballast("run"))
            #expect(try eventually(within: 60) { try balancer.table().count > 10 })
            #expect(try daemon.end(within: 60) == 0)
            let table = Set(try balancer.table())
            #expect(table.isSubset(of: wanted))
            try Program(["ipvsadm", "-D", "-t", "10.0.0.100:2000"], on: balancer.host).output()
            let again = try Daemon(balancer.ballast("run"))
            #expect(try balancer.holds(recipes, within: 60))
            #expect(try again.end(within: 60) == 0)
        }
    }
}
