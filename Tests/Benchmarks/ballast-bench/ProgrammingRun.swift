import Addresses
import Kernel
import Model
import Planning

/// One run of the controller's pass over an IPVS table that begins empty.
struct ProgrammingRun {
    private let host: KernelHost
    private var spec: Spec
    private let clock = ContinuousClock()

    /// So many services, each with so many servers of its own.
    init(services: UInt32, servers: UInt32) throws {
        host = try KernelHost()
        host.needsIPVS = true
        spec = Spec()
        for service in 0..<services {
            let key = ServiceKey.listen(.tcp, Self.endpoint(0x0a00_0001 + service))
            let reals = (0..<servers).map { server in
                RealServer(
                    name: "server\(server)",
                    address: Self.endpoint(0x0a40_0001 + service * servers + server).address)
            }
            spec.services.append(Service(name: "service\(service)", key: key, servers: reals))
        }
    }

    /// The times, in milliseconds.
    ///
    /// **Errors:** when the host refuses a step, or holds something else afterwards.
    func figures() throws -> String {
        let first = try pass(spec, .everything)
        let again = try pass(spec, .everything)
        guard again.steps == 0 else { throw BenchmarkError.notConverged(steps: again.steps) }

        var edited = spec
        guard let key = edited.services.last?.key, !edited.services.isEmpty else { return "" }
        edited.services[edited.services.count - 1].servers[0].weight = 7
        let edit = try pass(edited, .services([key]))
        guard edit.steps == 1 else { throw BenchmarkError.notConverged(steps: edit.steps) }
        return """
            steps=\(first.steps) \(first) total=\(milliseconds(first.total)) \
            dump=\(milliseconds(again.observe)) diff=\(milliseconds(again.plan)) \
            edit=\(milliseconds(edit.total)) edit-observe=\(milliseconds(edit.observe)) \
            edit-plan=\(milliseconds(edit.plan)) edit-apply=\(milliseconds(edit.apply))
            """
    }

    /// Looks at the empty table, and plans as much as will be planned, for nothing.
    func warm() throws {
        _ = try host.observe(.everything)
        let wanted = desired(from: spec, signals: Self.signals)
        var outcomes: [Outcome] = []
        for step in plan(from: Observed(), to: wanted).steps {
            outcomes.append(Outcome(step: step, result: .done))
        }
        precondition(outcomes.allSatisfy(\.succeeded), "nothing was tried")
    }

    private static let signals = Signals(managesAddresses: false)

    private func pass(_ spec: Spec, _ scope: Scope) throws -> Pass {
        let start = clock.now
        let observed = try host.observe(scope)
        let looked = clock.now
        let plan = plan(from: observed, to: desired(from: spec, signals: Self.signals))
        let planned = clock.now
        let outcomes = host.apply(plan.steps)
        let applied = clock.now
        if let failure = outcomes.first(where: { !$0.succeeded }) {
            throw BenchmarkError.refused("\(failure)")
        }
        return Pass(
            steps: plan.steps.count, observe: looked - start, plan: planned - looked,
            apply: applied - planned)
    }

    private static func endpoint(_ address: UInt32) -> Endpoint {
        Endpoint(.v4(IPv4Address(rawValue: address)), port: 80)
    }
}

/// The times of one pass.
struct Pass: CustomStringConvertible {
    let steps: Int
    let observe: Duration
    let plan: Duration
    let apply: Duration

    var total: Duration { observe + plan + apply }

    var description: String {
        """
        observe=\(milliseconds(observe)) plan=\(milliseconds(plan)) apply=\(milliseconds(apply))
        """
    }
}

/// Why a figure would mean nothing.
enum BenchmarkError: Error {
    case refused(String)
    case notConverged(steps: Int)
}

/// With two digits after the point.
func milliseconds(_ duration: Duration) -> String {
    let hundredths = Int((duration / .milliseconds(1) * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
}
