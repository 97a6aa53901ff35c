import Admin
import ArgumentParser
import Files

/// `ballast user token`.
struct AddToken: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make a token for a program, and print it once.",
        discussion: """
            A program sends it in the header "Authorization: Bearer TOKEN". Only its hash is kept, \
            so it can't be printed again. It is valid until it expires or is revoked.

            Exit status: 0 printed; 1 nothing was changed.
            """)

    @OptionGroup var accounts: AccountOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "report, maint or conf.")
    var group: AccountGroup

    @Option(
        help: ArgumentHelp(
            "The time for which it is valid, such as 12h or 90d; at most 3650d.",
            valueName: "time"))
    var expires = TokenLifetime.usual

    @Argument(help: "The name of the token: a to z, digits, and after the first . _ - @")
    var name: String

    func run() throws {
        let made = try accounts.change("make the token \(name), \(group)") {
            store throws(AccountRefusal) in
            try store.issue(
                name, group, lifetime: expires.duration, by: AccountOptions.author.name,
                now: wallClock())
        }
        try TokenAnswer(made.token, text: made.text).print(json: output.json)
    }
}
