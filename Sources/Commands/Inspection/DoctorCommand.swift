import Addresses
import ArgumentParser
import Controller
import Files
import Glibc
import Model
import Planning

/// `ballast doctor`.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Find settings of this host that keep packets from real servers or clients.",
        discussion: """
            On a balancer or on a real server, by the document: a node of it, or a host with the \
            address of a server. Each finding has its effect and the commands that mend it. It \
            changes nothing; as root it asks the neighbours of a balancer for the virtual \
            addresses (ARP probes, RFC 5227).

            On a real server without a document: --virtual-address, and --forwarding.

            Exit status: 0 no finding; 1 findings, or an error.
            """)

    @OptionGroup var document: DocumentOptions
    @OptionGroup var output: OutputOptions
    @Option(
        help: ArgumentHelp(
            "Node of the document that this host is. Default: the host name, or its address.",
            valueName: "name"))
    var node: String?
    @Option(
        name: .customLong("as"),
        help: "The role of this host: balancer or real-server. Default: by the document.")
    var role: HostRole?
    @Option(
        help: ArgumentHelp(
            "An address of clients' packets, instead of a document; may be repeated.",
            valueName: "address"))
    var virtualAddress: [HostAddress] = []
    @Option(help: "With --virtual-address: gate, masq, ipip, gre or gue, the last with port 6080.")
    var forwarding: ForwardingArgument?
    @Option(
        help: ArgumentHelp(
            "With --forwarding masq: the load balancer's address that is the gateway.",
            valueName: "address"))
    var gateway: HostAddress?
    @Flag(help: "Ask no neighbours for the virtual addresses.")
    var noProbes = false

    func validate() throws {
        if virtualAddress.isEmpty {
            if forwarding != nil || gateway != nil {
                throw ValidationError("--forwarding and --gateway need --virtual-address")
            }
            return
        }
        if !document.files.isEmpty {
            throw ValidationError("--virtual-address replaces the document: give one of both")
        }
        if role == .balancer {
            throw ValidationError("a balancer needs a document, not --virtual-address")
        }
        guard forwarding == .masq else { return }
        guard let gateway else { throw ValidationError("--forwarding masq needs --gateway") }
        guard virtualAddress.allSatisfy({ $0.address.family == gateway.address.family }) else {
            throw ValidationError("the gateway \(gateway.address) is of another family")
        }
    }

    func run() throws {
        let spec =
            virtualAddress.isEmpty
            ? try DocumentReading(document, looksAtFiles: false)
                .requireSpec(json: output.json, warns: false) : nil
        let answer = try stopping { try inspection(of: spec) }
        try View(answer, text: { answer.text(Layout.output()) }).print(json: output.json)
        if !answer.findings.isEmpty { throw ExitCode(1) }
    }

    private func inspection(of spec: Spec?) throws -> DoctorAnswer {
        var inspector = try CommandHost.inspector()
        var facts = try inspector.facts()
        let roles = try spec.map { try self.roles($0, facts) } ?? [.realServer]
        let duties = try roles.contains(.realServer) ? self.duties(spec, facts) : []
        var questions = HostDiagnosis.questions(of: duties)
        if let spec, roles.contains(.balancer) {
            let more = spec.questions(at: facts, probes: !noProbes)
            questions.routes.formUnion(more.routes)
            questions.modules = more.modules
            questions.probes = more.probes
        }
        inspector.answer(questions, into: &facts)
        var diagnosis = HostDiagnosis(facts)
        if let spec, roles.contains(.balancer) { diagnosis.examine(spec) }
        for duty in duties {
            diagnosis.examine(
                duty, isBalancer: roles.contains(.balancer),
                hasFailover: spec?.cluster?.failover != nil)
        }
        diagnosis.examineTracking()
        return DoctorAnswer(
            host: hostName(), roles: roles, duties: duties, findings: diagnosis.findings,
            unread: facts.unread, notes: diagnosis.notes)
    }

    private func roles(_ spec: Spec, _ facts: HostFacts) throws -> Set<HostRole> {
        if let name = node, spec.node(named: name, hostName: "") == nil {
            throw HostFailure(
                operation: "inspect the host", reason: "the document has no node \(name)")
        }
        let found = spec.roles(at: facts.addresses, named: node, hostName: hostName())
        let roles = role.map { [$0] } ?? found
        guard !roles.isEmpty else {
            throw HostFailure(
                operation: "inspect the host",
                reason: "no node of the document has its name, \(hostName()), and no node and no "
                    + "real server has an address of it",
                remedy: "give --node NAME, or --as real-server --virtual-address ADDRESS")
        }
        if roles == [.realServer], !found.contains(.realServer) {
            throw HostFailure(
                operation: "inspect the host as a real server",
                reason: "no server of the document has an address of this host",
                remedy: "correct the addresses, or give --virtual-address instead of the document")
        }
        return roles
    }

    private func duties(_ spec: Spec?, _ facts: HostFacts) throws -> [RealServerDuty] {
        if let spec { return spec.duties(at: facts.addresses) }
        let forwarding = (forwarding ?? .gate).forwarding
        var duty = RealServerDuty(
            service: "--virtual-address", forwarding: forwarding,
            virtual: virtualAddress.map(\.address))
        guard let gateway, forwarding == .masq else { return [duty] }
        // Replies have the address of the interface to the gateway.
        duty.address =
            facts.interfaces.values.first { $0.reaches(gateway.address) }?.addresses
            .first { $0.prefix.contains(gateway.address) }?.prefix.address
        guard duty.address != nil else {
            throw HostFailure(
                operation: "inspect the host",
                reason: "no interface is in the network of \(gateway.address)")
        }
        duty.gateways = [gateway.address]
        return [duty]
    }
}

extension HostRole: ExpressibleByArgument {}
