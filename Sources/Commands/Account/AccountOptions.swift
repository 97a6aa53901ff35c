import Admin
import ArgumentParser
import Files
import Model

/// The place of the accounts, and the log of their changes.
struct AccountOptions: ParsableArguments {
    @Option(help: "State directory of Ballast.")
    var state = PlaceOptions.usualState

    /// The accounts.
    var store: AccountStore { AccountStore(state: state) }

    /// The user of this command, for the audit log.
    static var author: AuditEntry.Author {
        let session = LoginSession.current
        return AuditEntry.Author(
            session.user ?? AuditEntry.Author.unknown, .host, from: session.client ?? hostName())
    }

    /// Changes the accounts and writes it into the audit log, refused changes too; a refusal is
    /// printed, and the exit status is 1.
    func change<Result>(
        _ action: String, _ edit: (AccountStore) throws(AccountRefusal) -> Result
    ) throws -> Result {
        do throws(AccountRefusal) {
            let result = try edit(store)
            record(action, .done)
            return result
        } catch {
            if case .file = error {} else { record(action, .refused, why: "\(error)") }
            throw printed(error)
        }
    }

    /// Returns the accounts; a failure is printed, and the exit status is 1.
    func book() throws -> AccountBook {
        let book = try stopping { try store.load() }
        if let warning = store.warning { standardError("warning: \(warning)") }
        return book
    }

    /// Prints a refusal unless the condition is true; the exit status is 1.
    func require(_ isGood: Bool, or refusal: AccountRefusal) throws {
        if !isGood { throw printed(refusal) }
    }

    private func record(_ action: String, _ result: AuditEntry.Result, why: String? = nil) {
        do throws(HostFailure) {
            try AuditFile(state: state).append(
                AuditEntry(Self.author, action, why: why, result: result, at: wallClock()))
        } catch {
            standardError("note: the audit log lacks this change: \(error)")
        }
    }
}

extension AccountGroup: ExpressibleByArgument {}
