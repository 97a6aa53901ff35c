import Model

/// The answer of `ballast doctor`.
struct DoctorAnswer: Encodable {
    /// The number of the form that this program writes.
    static let form = 1

    /// The number of the form.
    let version = form
    /// The name of the host.
    let host: String
    /// The roles of the host.
    let roles: [String]
    /// The real servers that the host is: `SERVICE/SERVER`.
    let servers: [String]
    /// The findings, in the order in which they are mended.
    let findings: [Finding]
    /// The parts that could not be read, a sentence each; nil: none.
    let unread: [String]?
    /// Facts that are no findings, a sentence each; nil: none.
    let notes: [String]?

    /// A finding.
    struct Finding: Encodable {
        /// The kind.
        let code: String
        /// error or warning.
        let severity: String
        /// The object.
        let subject: String
        /// The problem.
        let problem: String
        /// The effect on clients.
        let effect: String
        /// The services that it concerns.
        let services: [String]
        /// Shell commands that mend it now.
        let commands: [String]
        /// Shell commands that keep it so.
        let lasting: [String]
    }

    init(
        host: String, roles: Set<HostRole>, duties: [RealServerDuty], findings: [HostFinding],
        unread: [String], notes: [String] = []
    ) {
        self.host = host
        self.roles = roles.map(\.rawValue).sorted()
        servers = duties.filter { $0.server != nil }.map(\.name)
        self.findings = findings.map { finding in
            Finding(
                code: finding.code.rawValue, severity: finding.severity.rawValue,
                subject: finding.subject, problem: finding.problem, effect: finding.effect,
                services: finding.services, commands: finding.commands, lasting: finding.lasting)
        }
        self.unread = unread.isEmpty ? nil : unread
        self.notes = notes.isEmpty ? nil : notes
    }

    /// The text for an operator.
    func text(_ layout: Layout) -> String {
        var lines = [head]
        for finding in findings {
            lines += [""]
            lines += layout.lines(
                "\(finding.severity): \(finding.problem) [\(finding.code)]", rest: "    ")
            lines += layout.lines(finding.effect, first: "  effect: ", rest: "    ")
            if !finding.services.isEmpty {
                lines += layout.lines(
                    Self.list(finding.services), first: "  services: ", rest: "    ")
            }
            lines += finding.commands.isEmpty ? [] : ["  mend:"]
            lines += finding.commands.map { "    \($0)" }
            lines += finding.lasting.isEmpty ? [] : ["  keep:"]
            lines += finding.lasting.map { "    \($0)" }
        }
        lines += unread.map { [""] + $0.map { "not examined: \($0)" } } ?? []
        if let notes {
            lines += [""] + notes.flatMap { layout.lines($0, first: "note: ", rest: "    ") }
        }
        lines += ["", summary]
        // An interface may have any name.
        return lines.map { $0.clean + "\n" }.joined()
    }

    private var head: String {
        let parts = roles.map { role in
            role == HostRole.balancer.rawValue
                ? "a balancer"
                : servers.isEmpty ? "a real server" : "the real server " + Self.list(servers)
        }
        return "\(host) as " + parts.joined(separator: ", and as ")
    }

    private var summary: String {
        let errors = findings.count { $0.severity == HostFinding.Severity.error.rawValue }
        let warnings = findings.count - errors
        if findings.isEmpty { return "Nothing to mend." }
        return "\(counted(errors, "error")), \(counted(warnings, "warning"))."
    }

    /// The first names of a list.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(8).joined(separator: ", ")
        return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    }

    /// The form of the answer.
    static let shape = RecordShape(
        "doctor", "The output of ballast doctor --json.",
        [
            .version(form),
            .required("host", .text, "The name of the host."),
            .required("roles", .list(.words(of: HostRole.self)), "The roles that were examined."),
            .required(
                "servers", .list(.text),
                "The real servers that the host is, SERVICE/SERVER, in the order of the document."),
            .required(
                "findings", .list(.record(finding)),
                "The findings, in the order in which they are mended."),
            .optional(
                "unread", .list(.text),
                "The parts that could not be read, a sentence each; absent: none."),
            .optional(
                "notes", .list(.text),
                "Facts of the past that are no findings, a sentence each; absent: none."),
        ])

    private static let finding = RecordShape(
        "doctorFinding", "A setting that prevents or harms the forwarding of packets.",
        [
            .required("code", .words(of: HostFinding.Code.self), "The kind of the finding."),
            .required(
                "severity", .words(of: HostFinding.Severity.self),
                "error: packets are lost; warning: under load, or for some clients."),
            .required("subject", .text, "The object: an interface, an address, a table."),
            .required("problem", .text, "The problem, a sentence without a full stop."),
            .required("effect", .text, "The effect on clients, a sentence without a full stop."),
            .required(
                "services", .list(.text), "The services that it concerns; empty: all of them."),
            .required(
                "commands", .list(.text),
                "Shell commands that mend it now, in order; a line with # is an instruction."),
            .required(
                "lasting", .list(.text),
                "Shell commands that keep it so after a restart; empty: the others do."),
        ])
}
