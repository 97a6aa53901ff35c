import Admin

/// The page that makes the first account.
struct SetUpForm: Sendable {
    /// The secret of the setup link.
    let secret: String
    /// The name that was given; "": none.
    var name = ""
    /// The reason why the account was refused; nil: there was none.
    var problem: String?

    /// The contents.
    var body: PageBody {
        PageBody(
            title: "The first account",
            content: """
                <section class="sheet">
                <h1>The first account</h1>
                <p>It is of the group <b>conf</b>, which may do everything. This page \
                works once.</p>
                \(ProblemNote(problem).html)
                <form action="\(path: "setup", secret)" method="post">\(proof: .session)
                <p><label for="name">Name</label>
                <input id="name" name="name" value="\(name)" autocomplete="username" \
                autocapitalize="none" spellcheck="false" maxlength="32" required \
                aria-describedby="name-help">
                <span class="help" id="name-help">a to z and digits, such as anna</span></p>
                \(NewPasswordFields().html)
                <p><button>Make the account</button></p>
                </form>
                </section>
                """)
    }
}
