import Addresses
import Glibc
import Model

/// The programs of iptables, which read and load the rules of the namespace of this thread.
struct FirewallPrograms {
    /// The variant.
    let variant: FirewallVariant

    /// Where systems install the programs, in the order in which they are looked for.
    private static let directories = ["/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/bin"]

    /// Chooses a variant.
    init(_ variant: FirewallVariant) { self.variant = variant }

    /// Returns Ballast's rules by family; families without any are missing.
    ///
    /// A host without the programs has no rules.
    ///
    /// **Errors:** a program fails, or another variant has rules of Ballast.
    func rules() throws(HostFailure) -> [AddressFamily: FirewallRuleset] {
        var rules: [AddressFamily: FirewallRuleset] = [:]
        for family in AddressFamily.allCases {
            rules[family] = try tables(of: family)?.ours
        }
        return rules
    }

    /// Returns all rules of a family; nil: the host does not have the program.
    ///
    /// **Errors:** the program fails.
    func tables(of family: AddressFamily) throws(HostFailure) -> FirewallTables? {
        guard let program = path("save", family) else { return nil }
        let operation = "read the rules of the firewall \(family.rawValue)"
        let run = try ProgramRun([program], operation: operation).finish(writing: "")
        guard run.status == 0 else { throw failure(run, program, operation) }
        return FirewallTables(run.output, family: family)
    }

    /// Loads or removes rules.
    func apply(_ step: FirewallStep) -> Outcome.Result {
        do throws(HostFailure) {
            try load(step)
            return .done
        } catch {
            return .failed(error)
        }
    }

    private func load(_ step: FirewallStep) throws(HostFailure) {
        guard let program = path("restore", step.family) else {
            throw HostFailure(
                operation: step.operation, reason: "\(name("restore", step.family)) is missing",
                remedy: "install the package iptables")
        }
        // Another program that changes rules is waited for.
        let words = [program, "--noflush", "-w", "5"]
        let run = try ProgramRun(words, operation: step.operation)
            .finish(writing: step.restoration)
        guard run.status == 0 else { throw failure(run, program, step.operation) }
    }

    private func failure(
        _ run: ProgramRun.Result, _ program: String, _ operation: String
    ) -> HostFailure {
        let lines = run.errors.split(separator: "\n").filter { !$0.hasPrefix("#") }
        let text = lines.prefix(3).joined(separator: "; ")
        let isDenied = text.contains("ermission denied") || text.contains("must be root")
        return HostFailure(
            operation: operation,
            reason: text.isEmpty
                ? "\(program) failed with status \(run.status)" : "\(program): \(text)",
            remedy: isDenied ? "run it as root (CAP_NET_ADMIN and CAP_NET_RAW)" : nil)
    }

    private func name(_ action: String, _ family: AddressFamily) -> String {
        "ip\(family == .ipv4 ? "" : "6")tables\(variant.rawValue)-\(action)"
    }

    private func path(_ action: String, _ family: AddressFamily) -> String? {
        let name = name(action, family)
        return Self.directories.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
}
