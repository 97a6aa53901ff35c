/// The page that asks for a name and a password.
struct SignInForm: Sendable {
    /// The path of the page that follows.
    let next: String
    /// The name that was given; "": none.
    var name = ""
    /// The reason why a sign-in was refused; nil: there was none.
    var problem: String?

    /// The contents.
    var body: PageBody {
        PageBody(
            title: "Sign in",
            content: """
                <section class="sheet">
                <h1>Sign in</h1>
                \(ProblemNote(problem).html)
                <form action="/sign-in" method="post">\(proof: .session)
                <input type="hidden" name="next" value="\(next)">
                <p><label for="name">Name</label>
                <input id="name" name="name" value="\(name)" autocomplete="username" \
                autocapitalize="none" spellcheck="false" maxlength="32" required autofocus></p>
                <p><label for="password">Password</label>
                <input id="password" name="password" type="password" \
                autocomplete="current-password" maxlength="1024" required></p>
                <p><button>Sign in</button></p>
                </form>
                <p class="quiet">Accounts are added by <code>ballast user add</code> on this \
                node; <code>ballast user password</code> replaces a forgotten password. The first \
                account is made by the link in the log of the controller.</p>
                </section>
                """)
    }
}
