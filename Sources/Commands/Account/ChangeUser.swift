import Admin
import ArgumentParser

/// `ballast user change`.
struct ChangeUser: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "change",
        abstract: "Give an account another group.",
        discussion: """
            It counts from the next request on.

            Exit status: 0 changed; 1 nothing was changed.
            """)

    @OptionGroup var accounts: AccountOptions

    @Option(help: "report, maint or conf.")
    var group: AccountGroup

    @Flag(help: "Also if it is the last account of the group conf.")
    var force = false

    @Argument(help: "The account.") var name: String

    func run() throws {
        let action = "give the account \(name) the group \(group)"
        try accounts.change(action) { store throws(AccountRefusal) in
            try store.move(name, to: group, isForced: force)
        }
        write("\(name) is in \(group)\n", to: 1)
    }
}
