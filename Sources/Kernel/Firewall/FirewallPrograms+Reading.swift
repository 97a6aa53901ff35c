import Addresses
import Model

extension FirewallPrograms {
    /// The rules of a family that are being read.
    enum Reading {
        /// They are known, or the host does not have the program; nil: that.
        case known(FirewallTables?)
        /// The program runs.
        case running(ProgramRun, String)
        /// The program could not be started, or did not answer lately.
        case failed(HostFailure)
    }

    /// Returns the rules of a family in a variant; nil: the host does not have the program.
    ///
    /// **Errors:** the program fails, or did not answer lately.
    mutating func tables(
        of family: AddressFamily, in variant: FirewallVariant
    ) throws(HostFailure) -> FirewallTables? {
        try finish(begin(family, in: variant), family, variant)
    }

    /// Starts the program that reads the rules of a family, unless they are known.
    ///
    /// The result must be passed to ``finish(_:_:_:)``.
    func begin(_ family: AddressFamily, in variant: FirewallVariant) -> Reading {
        guard let program = path("save", family, variant) else { return .known(nil) }
        if let tables = readings.tables(by: program), tables.backend == backend(of: variant) {
            return .known(tables)
        }
        if let failure = silent.failure() { return .failed(failure) }
        do throws(HostFailure) {
            return .running(
                try ProgramRun([program], operation: Self.operation(family)), program)
        } catch {
            return .failed(error)
        }
    }

    /// Returns the rules that a program reads; nil: the host does not have the program.
    ///
    /// **Errors:** the program fails, or did not answer lately.
    mutating func finish(
        _ reading: Reading, _ family: AddressFamily, _ variant: FirewallVariant
    ) throws(HostFailure) -> FirewallTables? {
        let (run, program): (ProgramRun, String)
        switch reading {
        case .known(let tables): return tables
        case .failed(let failure): throw failure
        case .running(let running, let name): (run, program) = (running, name)
        }
        started += 1
        let result: ProgramRun.Result
        do throws(HostFailure) {
            result = try run.finish(writing: "")
            silent.note(nil, of: program)
        } catch {
            silent.note(error, of: program)
            throw error
        }
        let operation = Self.operation(family)
        guard result.status == 0 else { throw failure(result, program, operation) }
        guard FirewallTables.isWhole(result.output) else {
            throw HostFailure(
                operation: operation, reason: "\(program) prints something else than whole tables")
        }
        var tables = FirewallTables(result.output, family: family)
        tables.backend = backend(of: variant)
        if let note = tables.incompatibility {
            throw HostFailure(
                operation: operation,
                reason: "another program has rules in it that iptables does not show: \(note)",
                remedy: "move the rules of that program, by `nft`, to a table of its own")
        }
        if tables.backend == .nft { readings.keep(tables, by: program) }
        return tables
    }

    /// The backend of a variant; nil: not chosen yet.
    private func backend(of variant: FirewallVariant) -> FirewallBackend? {
        variant == .usual ? chosen?.choice.backend : FirewallBackend(variant)
    }

    private static func operation(_ family: AddressFamily) -> String {
        "read the rules of the firewall \(family.rawValue)"
    }
}
