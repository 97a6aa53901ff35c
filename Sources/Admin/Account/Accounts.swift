import Files
import Model

/// The accounts of the administration: proofs of identity, and rights.
///
/// Accounts and tokens are in a file that commands change too, and that is read again when it has
/// changed. Sessions, setup links and the counts of attempts are in memory, and end with the
/// process. While the file can't be read, no identity is proven.
public actor Accounts {
    private let executor = QueueExecutor(label: "ballast.accounts")
    let store: AccountStore
    let settings: AccountSettings
    let hasher: PasswordHasher
    let audit: AuditLog
    private var look = Look()
    private var throttle: SignInThrottle
    private let places: JSONStore<KnownPlaces>
    var tokenThrottle = TokenThrottle()
    private var sessions = SessionTable()
    private var refusals = RefusalPace()
    /// The paces of known clients, which guesses must not use up.
    var paces = AuthorPaces()
    private var waiting = 0
    private var setup: Setup?

    /// The thread of reads and writes of the file.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// The file as it was last read.
    private struct Look {
        var signature: FileSignature?
        var book: Result<AccountBook, HostFailure>?
        /// The next read of a file that could not be read, for failures that pass by themselves.
        var retry = Moment()
    }

    /// The time between two reads of a file that can't be read.
    ///
    /// **Unit:** seconds.
    private static let retryPause = 2

    private struct Setup {
        let digest: String
        let end: Moment
        /// The accounts when it was made: an account that was added and removed ends it too.
        let removals: [AccountRemoval]
    }

    /// Creates the accounts of a state directory.
    public init(state: String, settings: AccountSettings = AccountSettings()) {
        store = AccountStore(state: state)
        self.settings = settings
        hasher = PasswordHasher(cost: settings.cost)
        audit = AuditLog(state: state)
        places = JSONStore(
            "sign-ins", in: state, title: "places of sign-ins", limit: 1 << 20)
        throttle = SignInThrottle()
        // Without the file a known place has to wait while an attack on the account lasts.
        if let known = try? places.load(remedy: "") { throttle.known = known }
    }

    // MARK: - Identities

    /// Begins a session for a name and a password.
    ///
    /// - Parameter address: that of the client, as text.
    ///
    /// **Errors:** `SignInError`.
    public func signIn(
        name: String, password: String, from address: String
    ) async throws(SignInError) -> Session {
        let user = try await owner(of: name, password, "sign in", from: address)
        return await begin(user, from: address, "sign in")
    }

    /// Returns the account of a name and a password; a refusal is in the audit log.
    ///
    /// **Errors:** `SignInError`.
    func owner(
        of name: String, _ password: String, _ action: String, from address: String
    ) async throws(SignInError) -> AccountUser {
        guard name.utf8.count <= 256, password.utf8.count <= PasswordRule.maximum else {
            throw .tooLong
        }
        let now = settings.boot()
        let wait = throttle.wait(name, from: address, at: now)
        guard wait == 0 else { throw .throttled(seconds: wait) }
        let user = try book().user(name)
        // Half of the places are kept for addresses that have signed in before.
        let room = throttle.isKnown(name, from: address) ? settings.waiting : settings.waiting / 2
        guard waiting < max(1, room) else { throw .busy }
        throttle.begin(name, from: address, at: now)
        let isRight = try await matches(password, user?.hash, name, address)
        // It can have changed meanwhile.
        guard isRight, let user, let present = try book().user(name), present.hash == user.hash
        else {
            await refuse(user?.name ?? AuditEntry.Author.unknown, action, from: address)
            throw .refused
        }
        if throttle.succeed(name, from: address, time: settings.wall()) {
            // Without the file, the place is known until the end of the process.
            do throws(HostFailure) { try places.save(throttle.known) } catch {}
        }
        return present
    }

    /// Returns the author of a request with a session's cookie.
    ///
    /// - Parameters:
    ///   - secret: the text of the cookie, of any client.
    ///   - address: that of the client, as text.
    ///   - prolongs: whether the request is one of a person, and no poll of a page.
    ///
    /// **Errors:** `SignInError`.
    public func principal(
        session secret: String, from address: String, prolongs: Bool = true
    ) throws(SignInError) -> Principal {
        guard let digest = AccountSecret(secret)?.digest,
            let session = sessions.use(
                digest, at: settings.boot(), settings, prolongs: prolongs)
        else { throw .refused }
        guard let user = try book().user(session.name), user.hash == session.hash else {
            sessions.end(digest)
            throw .refused
        }
        return Principal(name: user.name, group: user.group, origin: address)
    }

    /// Ends a session; an unknown one has ended.
    public func signOut(session secret: String, from address: String) async {
        guard let digest = AccountSecret(secret)?.digest, let name = sessions.end(digest) else {
            return
        }
        await notePaced(
            AuditEntry(.init(name, .account, from: address), "sign out", at: settings.wall()),
            isSession: true)
    }

    // MARK: - The first account

    /// Returns a new setup link, which replaces an earlier one; nil: there is an account.
    ///
    /// **Errors:** `SignInError.unavailable`.
    public func setupLink() throws(SignInError) -> SetupLink? {
        let book = try book()
        guard book.users.isEmpty else {
            setup = nil
            return nil
        }
        let secret = AccountSecret()
        let end = Moment(
            milliseconds: settings.boot().milliseconds + settings.setup.wholeMilliseconds)
        setup = Setup(digest: secret.digest, end: end, removals: book.accountRemovals)
        return SetupLink(secret: secret.text, lifetime: settings.setup)
    }

    /// Whether a text is the secret of the present setup link, for the page that asks for a name;
    /// it is invalid once there was any account, and while the accounts can't be read.
    public func isSetup(_ secret: String) -> Bool {
        guard let setup, settings.boot() < setup.end, let book = try? book(),
            book.users.isEmpty, book.accountRemovals == setup.removals
        else { return false }
        return AccountSecret(secret)?.digest == setup.digest
    }

    /// Makes the first account, with all rights, and begins its session.
    ///
    /// **Errors:** `AccountRefusal`; there is still no account, unless another one was made.
    public func setUp(
        secret: String, name: String, password: String, from address: String
    ) async throws(AccountRefusal) -> Session {
        guard isSetup(secret) else { throw .setup }
        guard AccountName.isValid(name) else { throw .badName(name) }
        let hash = try await newHash(password, for: name)
        guard isSetup(secret) else { throw .setup }
        try store.add(name, .configuration, hash, isFirst: true, now: settings.wall())
        setup = nil
        // The file was just written; another process would have had to remove the account.
        guard let user = try? book().user(name) else { throw .unknownUser(name) }
        return await begin(user, from: address, "make the first account")
    }

    // MARK: - The audit log

    /// Writes an entry into the audit log, and returns when it is on disk.
    ///
    /// **Errors:** `HostFailure`: the entry is lost.
    public nonisolated func record(_ entry: AuditEntry) async throws(HostFailure) {
        try await audit.record(entry)
    }

    /// The failure of the last entry; nil: it was written.
    public nonisolated var auditTrouble: HostFailure? {
        get async { await audit.trouble }
    }

    // MARK: - Parts

    /// The reason why the file of accounts can't be read, or that others can read it; nil: neither.
    public var trouble: String? {
        do {
            _ = try book()
            return store.warning
        } catch {
            return "\(error)"
        }
    }

    /// Returns the accounts as they are in the file now.
    func book() throws(SignInError) -> AccountBook {
        let signature = FileSignature.of(store.path)
        let now = settings.boot()
        let isFailed = if case .failure? = look.book { now >= look.retry } else { false }
        if look.signature == nil || look.signature != signature || isFailed {
            do throws(HostFailure) {
                look.book = .success(try store.load())
            } catch {
                look.book = .failure(error)
                look.retry = now.adding(seconds: Self.retryPause)
            }
            // Within the granularity of its time stamps, a file can change unnoticed.
            look.signature = FileSignature.settled(signature, at: wallClock() * 1_000_000)
        }
        switch look.book {
        case .success(let book): return book
        case .failure(let failure): throw .unavailable("\(failure)")
        case nil: throw .unavailable("the accounts were not read")
        }
    }

    /// Computes a hash beside the others; too many at once are refused.
    func newHash(
        _ password: String, for name: String
    ) async throws(AccountRefusal) -> PasswordHash {
        let bytes = Array(password.utf8)
        if let problem = PasswordRule.problem(of: bytes, for: name) { throw .password(problem) }
        guard waiting < settings.waiting else { throw .busy }
        waiting += 1
        defer { waiting -= 1 }
        do throws(HostFailure) {
            return try await hasher.hash(bytes, cost: settings.cost)
        } catch {
            throw .file(error)
        }
    }

    private func matches(
        _ password: String, _ hash: PasswordHash?, _ name: String, _ address: String
    ) async throws(SignInError) -> Bool {
        waiting += 1
        defer { waiting -= 1 }
        do throws(HostFailure) {
            return try await hasher.matches(Array(password.utf8), hash)
        } catch {
            throttle.takeBack(name, from: address)
            throw .unavailable("\(error)")
        }
    }

    /// Begins a session of an account.
    func begin(
        _ user: AccountUser, from address: String, _ action: String
    ) async -> Session {
        let secret = AccountSecret()
        sessions.begin(secret.digest, user, at: settings.boot())
        let principal = Principal(name: user.name, group: user.group, origin: address)
        let entry = AuditEntry(.init(principal), action, at: settings.wall())
        // The first account must be in the log in any case.
        if entry.changesAccounts {
            await note(entry)
        } else {
            await notePaced(entry, isSession: true)
        }
        return Session(
            secret: secret.text, formProof: secret.formProof, principal: principal,
            lifetime: settings.absolute)
    }

    /// Writes a refusal into the audit log; of all at most ten a minute.
    func refuse(_ name: String, _ action: String, from address: String) async {
        guard let earlier = refusals.admit(at: settings.boot()) else { return }
        await note(
            AuditEntry(
                .init(name, .account, from: address), action, result: .refused, omitted: earlier,
                at: settings.wall()))
    }

    /// Writes an entry; a sign-in does not depend on it, and the log keeps the failure.
    func note(_ entry: AuditEntry) async {
        do throws(HostFailure) { try await audit.record(entry) } catch {}
    }
}
