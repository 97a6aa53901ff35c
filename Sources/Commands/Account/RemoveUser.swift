import Admin
import ArgumentParser

/// `ballast user remove`.
struct RemoveUser: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove an account, and end its sessions.",
        discussion: """
            Tokens that it has made stay; a note names them.

            Exit status: 0 removed; 1 nothing was changed.
            """)

    @OptionGroup var accounts: AccountOptions

    @Flag(help: "Also if it is the last account of the group conf.")
    var force = false

    @Argument(help: "The account.") var name: String

    func run() throws {
        let tokens = try accounts.book().tokens.filter { $0.creator == name }.map(\.name)
        try accounts.change("remove the account \(name)") { store throws(AccountRefusal) in
            try store.remove(name, isForced: force)
        }
        write("removed \(name)\n", to: 1)
        if !tokens.isEmpty {
            standardError("note: tokens that \(name) has made: \(tokens.joined(separator: ", "))")
            standardError("hint: \"ballast user revoke\" ends them")
        }
    }
}
