import Addresses
import HostContract
import Model
import Planning
import Testing

@Suite("The simulated host")
struct SimulatedHostTests {
    private static let fresh = Observed(
        interfaces: ["eth0"],
        sysctls: [.expireNoDestinationConnection: 0, .syncThreshold: SysctlValue([3, 50])],
        timeouts: IPVSTimeouts(tcp: 900, tcpFin: 120, udp: 300))

    @Test("it keeps the contract", arguments: ContractClause.all)
    func contract(_ clause: ContractClause) throws {
        let ground = ContractGround(interface: "eth0")
        try clause.check(SimulatedHost(Self.fresh), on: ground)
    }

    @Test("an injected refusal is the outcome, and nothing has changed")
    func refusal() throws {
        var host = SimulatedHost(Self.fresh)
        host.refusal = { step in
            guard case .ipvs(.addDestination(let destination, _)) = step, destination.weight == 7
            else {
                return nil
            }
            return HostFailure(operation: "add", reason: "no memory", errno: "ENOMEM")
        }
        let key: ServiceKey = "tcp 10.0.0.1:80"
        let outcomes = host.apply([
            .ipvs(.addService(VirtualService(key: key))),
            .ipvs(.addDestination(.at("10.0.0.11:80", weight: 7), to: key)),
            .ipvs(.addDestination(.at("10.0.0.12:80"), to: key)),
        ])
        #expect(outcomes.map(\.succeeded) == [true, false, true])
        #expect(host.history == outcomes)
        let found = try host.observe(.everything).services[key]
        #expect(found?.destinations.keys.sorted() == ["10.0.0.12:80"])
    }

    @Test("a scheduler without a module is refused with the module's name")
    func missingModule() throws {
        var host = SimulatedHost(Self.fresh)
        host.schedulers.remove(.maglevHash)
        let service = VirtualService(key: "tcp 10.0.0.1:80", scheduler: .maglevHash)
        let outcome = try #require(host.apply([.ipvs(.addService(service))]).first)
        guard case .failed(let failure) = outcome.result else {
            Issue.record("\(outcome.result)")
            return
        }
        #expect(
            "\(failure)"
                == "cannot add service tcp 10.0.0.1:80: no kernel module ip_vs_mh (ENOENT)")
    }
}
