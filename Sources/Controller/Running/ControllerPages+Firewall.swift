import Addresses
import Admin
import Document
import Model
import Pages
import Planning
import Reconciliation

extension ControllerPages {
    func firewall() async -> PageFirewall {
        let spec = await answers.reconciler.snapshot().spec ?? Spec()
        let families = await answers.moment().frame.firewall ?? []
        let rules = [AddressFamily.ipv4, .ipv6].compactMap { family in
            let rules = spec.firewallRules(family)
            return rules.count == 0 ? nil : (family.rawValue, rules.restoration(from: nil))
        }
        return PageFirewall(
            families: families, rules: rules, lockdown: await lockdown(of: spec))
    }

    /// Returns the lock-down of a document, with its line in the file.
    private func lockdown(of spec: Spec) async -> PageLockdown? {
        guard let lockdown = spec.firewall?.lockdown else { return nil }
        // The line is a help only, and the file can have another text by now.
        let text = try? await desk.text()
        let place = DocumentPath([.key("firewall"), .key("lockdown")])
        let located = text.map { parse($0).located([Diagnostic(.version, at: place, "")]) }
        return PageLockdown(
            networks: lockdown.admin.map(\.description),
            ports: lockdown.ports.map { range in
                range.count == 1
                    ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
            },
            services: lockdown.allow.map { allowance in
                "\(allowance.service): \(allowance.from.map(\.description).joined(separator: ", "))"
            }, line: located?.first?.location?.line)
    }

    func trace(_ packet: PagePacket) async throws(APIRefusal) -> PageTrace {
        guard let spec = await answers.reconciler.snapshot().spec else {
            throw APIRefusal(503, "no document is in force")
        }
        let answer = FirewallTraceAnswer(try Self.packet(packet), in: spec)
        return PageTrace(
            verdict: answer.verdict, lines: answer.text.split(separator: "\n").map(String.init))
    }

    /// Returns the packet of a question.
    private static func packet(_ text: PagePacket) throws(APIRefusal) -> FirewallPacket {
        guard let source = place(text.source) else {
            throw APIRefusal(422, "\"From\" is no address, with or without a port")
        }
        guard let destination = place(text.destination) else {
            throw APIRefusal(422, "\"To\" is no address, with or without a port")
        }
        guard source.address.family == destination.address.family else {
            throw APIRefusal(422, "the two addresses are of different families")
        }
        let named = FirewallProtocol(text.transport)
        let isSix = destination.address.family == .ipv6
        guard let number = named == .icmp && isSix ? .icmpv6 : named else {
            throw APIRefusal(422, "there is no such protocol")
        }
        guard !number.hasPorts || destination.port != nil else {
            throw APIRefusal(422, "the destination needs a port, such as 10.0.0.100:80")
        }
        let isICMP = number == .icmp || number == .icmpv6
        return FirewallPacket(
            from: Endpoint(source.address, port: number.hasPorts ? source.port ?? 40_000 : 0),
            to: Endpoint(destination.address, port: number.hasPorts ? destination.port ?? 0 : 0),
            number, icmpType: isICMP ? (isSix ? 128 : 8) : nil)
    }

    private static func place(_ text: String) -> (address: IPAddress, port: UInt16?)? {
        if let address = IPAddress(text) { return (address, nil) }
        return Endpoint(text).map { ($0.address, $0.port) }
    }
}
