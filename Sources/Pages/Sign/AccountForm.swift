import Admin

/// The page of a person's own account.
struct AccountForm: Sendable {
    /// The account.
    let principal: Principal
    /// The reason why the password was not changed; nil: there was none.
    var problem: String?

    /// The contents.
    var body: PageBody {
        PageBody(
            title: "Your account",
            content: """
                <section class="sheet">
                <h1>\(principal.name)</h1>
                <p>Group <b>\(principal.group.rawValue)</b>: \(rights). You are signed in from \
                \(principal.origin).</p>
                <h2>Another password</h2>
                \(ProblemNote(problem).html)
                <form action="/account" method="post">\(proof: .session)
                <input type="hidden" name="name" value="\(principal.name)" \
                autocomplete="username">
                <p><label for="password">Present password</label>
                <input id="password" name="password" type="password" \
                autocomplete="current-password" maxlength="1024" required></p>
                \(NewPasswordFields().html)
                <p><button>Change the password</button></p>
                </form>
                <p class="quiet">It ends all other sessions of this account.</p>
                </section>
                """)
    }

    private var rights: String {
        switch principal.group {
        case .report: "you may read everything but secrets"
        case .maintenance: "you may read, take servers in and out of service, and change weights"
        case .configuration: "you may do everything"
        }
    }
}
