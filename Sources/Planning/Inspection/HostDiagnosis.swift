import Addresses
import Model

/// The findings about a host: a pure function of its facts, its roles and the document.
public struct HostDiagnosis {
    let facts: HostFacts
    private var found: [FindingKey: HostFinding] = [:]
    private var order: [FindingKey] = []

    private struct FindingKey: Hashable {
        let code: HostFinding.Code
        let subject: String
    }

    /// Creates a diagnosis without findings.
    public init(_ facts: HostFacts) {
        self.facts = facts
    }

    /// The findings, in the order in which they are mended: by code, then as they were found.
    public var findings: [HostFinding] {
        let codes = HostFinding.Code.allCases
        let all = order.compactMap { found[$0] }
        return codes.flatMap { code in all.filter { $0.code == code } }
    }

    /// Facts that are no findings, because they may be of the past, a sentence each.
    public var notes: [String] {
        guard let tracking = facts.tracking, tracking.drops > 0,
            found.keys.allSatisfy({ $0.code != .trackingTable })
        else { return [] }
        return [
            "\(tracking.drops) packets were dropped since boot because the table of tracked "
                + "connections was full; its limit is \(tracking.limit) now"
        ]
    }

    /// Adds a finding; one with the same code and subject gets its services.
    mutating func add(_ finding: HostFinding) {
        let key = FindingKey(code: finding.code, subject: finding.subject)
        guard var former = found[key] else {
            found[key] = finding
            order.append(key)
            return
        }
        former.services += finding.services.filter { !former.services.contains($0) }
        if finding.severity == .error { former.severity = .error }
        found[key] = former
    }

    /// The commands that set a setting at each start.
    func keep(_ path: String, _ value: Int) -> [String] {
        facts.laterSettings.filter { $0.path == path && $0.value != "\(value)" }
            .map(ShellText.comment) + [ShellText.keep(path, value)]
    }

    /// Returns the questions whose answers the duties of a real server need.
    public static func questions(of duties: [RealServerDuty]) -> HostQuestions {
        var questions = HostQuestions()
        for duty in duties {
            for family in duty.families {
                questions.routes.insert(.toClients(family))
            }
            let sources = duty.forwarding == .masq ? duty.address.map { [$0] } ?? [] : duty.virtual
            questions.routes.formUnion(sources.map { .toClients($0.family, from: $0) })
            if duty.forwarding != .masq {
                questions.routes.formUnion(duty.virtual.map { RouteQuestion(to: $0) })
            }
        }
        return questions
    }
}

extension RealServerDuty {
    /// The families of the clients' packets.
    var families: Set<AddressFamily> {
        Set(virtual.map(\.family) + (forwarding == .masq ? address.map { [$0.family] } ?? [] : []))
    }

    /// The services of a finding about this duty.
    var services: [String] { server == nil ? [] : [service] }
}
