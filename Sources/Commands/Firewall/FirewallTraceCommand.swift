import Addresses
import ArgumentParser
import Controller
import Glibc
import Model
import Planning

/// `ballast firewall trace`.
struct FirewallTraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Show the rule that decides about a packet.",
        discussion: """
            Follows a packet through the rules of the document, without privilege and without a \
            packet. With --live, through all rules of this host in both variants of iptables, \
            those of other programs too. A client that is in a blocklist is dropped by it.

            Conditions that only the kernel evaluates, such as a rate, leave a packet undecided. \
            So do other tables of nf_tables: --live names their chains, and does not read them.

            The document does not have all addresses of a host: without --live, the packet is for \
            this host, and the answer names another decision if the destination may be elsewhere.

            Exit status: 0 accepted; 1 dropped, rejected or undecided.
            """)

    @OptionGroup var document: DocumentOptions
    @OptionGroup var output: OutputOptions
    @Option(help: ArgumentHelp("The client, with or without a port.", valueName: "address"))
    var from: TracePlace
    @Option(help: ArgumentHelp("The destination with its port.", valueName: "address:port"))
    var to: TracePlace
    @Option(
        name: .customLong("protocol"),
        help: "tcp, udp, sctp, icmp, ipv6-icmp, another name, or a number.")
    var transport = "tcp"
    @Option(help: "Interface on which the packet arrives. Default: any but lo.")
    var interface: String?
    @Option(help: "Type of an ICMP message. Default: echo request.")
    var icmpType: UInt8?
    @Flag(help: "A packet of an established connection, not the first one.")
    var established = false
    @Flag(help: "The rules of this host. Needs root.")
    var live = false

    func validate() throws {
        guard let number else {
            throw ValidationError("there is no protocol \"\(transport)\"")
        }
        guard from.address.family == to.address.family else {
            throw ValidationError("\(from.address) and \(to.address) are of different families")
        }
        if number.hasPorts, to.port == nil {
            throw ValidationError("the destination needs a port: --to \(to.address):80")
        }
    }

    func run() async throws {
        let answer = try live ? stopping { try answerOnHost() } : answerInDocument()
        try View(answer, text: { answer.text }).print(json: output.json)
        if answer.decision != .accepted { throw ExitCode(1) }
    }

    /// The protocol; nil: unknown.
    private var number: FirewallProtocol? {
        let named = FirewallProtocol(transport)
        // IPv6 has an ICMP of its own.
        return named == .icmp && to.address.family == .ipv6 ? .icmpv6 : named
    }

    private var packet: FirewallPacket {
        let number = number ?? .tcp
        let isICMP = number == .icmp || number == .icmpv6
        let ports: (UInt16, UInt16) = number.hasPorts ? (from.port ?? 40_000, to.port ?? 0) : (0, 0)
        return FirewallPacket(
            from: Endpoint(from.address, port: ports.0), to: Endpoint(to.address, port: ports.1),
            number, icmpType: isICMP ? icmpType ?? (number == .icmp ? 8 : 128) : nil,
            arrivingAt: interface, state: established ? .established : .new)
    }

    private func answerInDocument() throws -> FirewallTraceAnswer {
        let spec = try DocumentReading(document).requireSpec(json: output.json)
        return FirewallTraceAnswer(packet, in: spec)
    }

    private func answerOnHost() throws -> FirewallTraceAnswer {
        var host = try CommandHost.open()
        let family = to.address.family
        guard let survey = try host.firewallSurvey(family) else {
            throw HostFailure(
                operation: "read the rules of the firewall \(family.rawValue)",
                reason: "iptables is missing", remedy: "install the package iptables")
        }
        let addresses = try host.observe(Scope(domains: [.address])).addresses.keys
        let local = Set(addresses.map(\.prefix.address))
        let rules = survey.tables.flatMap { $0.chains.values.flatMap(\.rules) }
        let sets = Set(rules.compactMap { $0.sourceSet?.name }).sorted()
        var packet = packet
        packet.memberships = host.membership(of: from.address, in: sets)
        if interface == nil, local.contains(from.address), local.contains(to.address) {
            packet.inInterface = "lo"
        }
        let passage = FirewallPassage(packet, through: survey.tables) { address in
            // Packets to these are not forwarded.
            local.contains(address) || address.isMulticast || address.isLoopback
                || address == IPAddress.v4(IPv4Address(rawValue: .max))
                || addresses.contains { $0.prefix.broadcast == address }
        }
        return FirewallTraceAnswer(packet, passage, on: survey)
    }
}
