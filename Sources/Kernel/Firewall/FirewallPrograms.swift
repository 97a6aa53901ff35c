import Addresses
import Glibc
import Model

/// The programs of iptables, which read and load the rules of the namespace of this thread.
struct FirewallPrograms {
    /// The variant that was asked for.
    let variant: FirewallVariant
    /// The variant in use, and the file that it was chosen for; nil: not chosen yet.
    private(set) var chosen: (choice: FirewallChoice, file: String)?
    /// The kernel's forms of rules that were loaded in other words, by family and comment.
    private var forms: [AddressFamily: [String: [FirewallRule]]] = [:]

    /// The programs that did not answer lately.
    var silent = SilentPrograms()
    /// The number of programs that were started to read rules.
    var started = 0
    /// The rules of nf_tables that were read last.
    var readings = FirewallReadings()

    /// The seconds for which another program that changes rules is waited for: the loop waits too,
    /// and the next pass tries again.
    static let lockWait = "1"
    /// Where systems install the programs, in the order in which they are looked for.
    private static let directories = ["/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/bin"]

    /// Uses a variant; the usual one is replaced by the other if the kernel holds none of its
    /// rules.
    init(_ variant: FirewallVariant) { self.variant = variant }

    /// Reads Ballast's rules, and the variants.
    ///
    /// A host without the programs has no rules.
    ///
    /// **Errors:** the programs of all families fail.
    mutating func observe(into observed: inout Observed) throws(HostFailure) {
        observed.firewall = [:]
        observed.firewallTables = [:]
        observed.firewallForms = forms
        guard let choice = choice() else { return }
        var support = FirewallSupport(choice.backend, because: choice.reason)
        readings.update(to: NetfilterGeneration.current())
        let families = AddressFamily.allCases.filter(\.isInKernel)
        support.absent = Set(AddressFamily.allCases).subtracting(families)
        // Both programs run at the same time.
        let runs = families.map { ($0, begin($0, in: choice.variant)) }
        var found: [(AddressFamily, Result<FirewallTables?, HostFailure>)] = []
        for (family, run) in runs {
            do throws(HostFailure) {
                found.append((family, .success(try finish(run, family, choice.variant))))
            } catch {
                found.append((family, .failure(error)))
            }
        }
        for (family, result) in found {
            do throws(HostFailure) {
                guard let tables = try result.get() else { continue }
                observed.firewall[family] = tables.ours
                observed.firewallTables[family] = [tables]
                if tables.hasForeign { support.foreign.insert(choice.backend) }
            } catch {
                // The rules of the other family are read and loaded without those of this one.
                support.unreadable.insert(family)
                support.obstacle = support.obstacle ?? "\(error)"
                if support.unreadable.union(support.absent).count == AddressFamily.allCases.count {
                    throw error
                }
            }
        }
        if choice.readsOther { readOther(than: choice, into: &observed, &support) }
        do throws(HostFailure) {
            support.chains = try readings.netfilterChains().others.filter { chain in
                AddressFamily.allCases.contains { chain.sees($0) }
            }
        } catch {
            support.obstacle = support.obstacle ?? "\(error)"
        }
        support.fullTracking = ConnectionTracking().fullLimit()
        observed.firewallSupport = support
    }

    /// Reads the rules of the other variant; one that can't be read has none.
    private mutating func readOther(
        than choice: FirewallChoice, into observed: inout Observed,
        _ support: inout FirewallSupport
    ) {
        let other = choice.backend.other
        for family in AddressFamily.allCases {
            if other == .legacy, !LegacyTables.exist(family) { continue }
            // A kernel without the variant has no rules in it.
            guard let tables = try? tables(of: family, in: other.variant) else { continue }
            support.strays[family] = tables.ours
            guard tables.hasForeign else { continue }
            support.foreign.insert(other)
            observed.firewallTables[family, default: []].append(tables)
        }
    }

    /// Loads or removes rules.
    ///
    /// **Errors:** iptables is missing, or refuses them.
    mutating func load(_ step: FirewallStep) throws(HostFailure) {
        var variant = choice()?.variant ?? variant
        if case .clear(_, let backend) = step { variant = backend.variant }
        guard let program = path("restore", step.family, variant) else {
            throw HostFailure(
                operation: step.operation, reason: "\(name("restore", step.family)) is missing",
                remedy: "install the package iptables")
        }
        let words = [program, "--noflush", "-w", Self.lockWait]
        let text = step.restoration
        let run = try ProgramRun(words, operation: step.operation).finish(writing: text)
        readings = FirewallReadings()
        guard run.status == 0 else { throw failure(run, program, step.operation, input: text) }
        if case .clear = step { return }
        forms[step.family] = nil
        let isWritten = step.rules?.chains.values.joined().contains(where: \.isLoadedAsWritten)
        if isWritten == true {
            forms[step.family] = try tables(of: step.family, in: variant)?.ours?.forms
        }
    }

    func failure(
        _ run: ProgramRun.Result, _ program: String, _ operation: String, input: String = ""
    ) -> HostFailure {
        let lines = run.words
        let text = String(lines.prefix(3).joined(separator: "; ").prefix(500))
        let isDenied = text.contains("ermission denied") || text.contains("must be root")
        let line = run.refusedLine(of: input).map { ": \($0)" } ?? ""
        return HostFailure(
            operation: operation,
            reason: text.isEmpty
                ? "\(program) failed with status \(run.status)" : "\(program): \(text)\(line)",
            remedy: isDenied ? "run it as root (CAP_NET_ADMIN and CAP_NET_RAW)" : nil)
    }

    func name(
        _ action: String, _ family: AddressFamily, _ variant: FirewallVariant? = nil
    ) -> String {
        "ip\(family == .ipv4 ? "" : "6")tables\((variant ?? self.variant).rawValue)-\(action)"
    }

    func path(
        _ action: String, _ family: AddressFamily, _ variant: FirewallVariant
    ) -> String? {
        let name = name(action, family, variant)
        return Self.directories.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
}

extension FirewallPrograms {
    /// Returns the variant in use; nil: the host has no iptables.
    ///
    /// It is chosen once, and again when another program takes the place of the host's own, as
    /// `update-alternatives` does.
    mutating func choice() -> FirewallChoice? {
        guard variant == .usual else {
            return path("save", .ipv4, variant).map { _ in FirewallChoice(given: variant) }
        }
        guard let program = path("restore", .ipv4, .usual),
            let resolved = realpath(program, nil)
        else { return nil }
        defer { free(resolved) }
        let file = String(cString: resolved)
        if let chosen, chosen.file == file { return chosen.choice }
        let choice = FirewallChoice(asking: &self)
        // A guess beside programs that do not answer is none.
        if silent.failure() == nil { chosen = (choice, file) }
        return choice
    }
}
