public import Model
import Synchronization

/// Notifies of events as the document specifies: a command for each event, and mail.
///
/// ``report(_:)`` never waits: events are added to two bounded queues, one for the command and one
/// for mail, whose readers run concurrently. Dropped events are counted and reported later.
public final class Notifier: Sendable {
    private let settings = Mutex<Notifications?>(nil)
    private let commands = Outbox<(Event, Notifications.Command)>(limit: 256)
    private let mails = Outbox<Event>(limit: 1_024)
    private let changes: AsyncStream<Void>
    private let change: AsyncStream<Void>.Continuation
    private let host: String
    private let wallClock: @Sendable () -> Int64

    /// Functions of the controller for a notifier.
    public struct Hooks: Sendable {
        /// Receives a sentence about a notification that failed.
        public var untold: @Sendable (String) async -> Void
        /// Returns the servers that are down, one per line.
        public var down: @Sendable () async -> [String]

        /// Creates hooks from functions.
        public init(
            untold: @escaping @Sendable (String) async -> Void,
            down: @escaping @Sendable () async -> [String]
        ) {
            self.untold = untold
            self.down = down
        }
    }

    /// Creates a notifier that is silent until ``follow(_:)``.
    ///
    /// - Parameters:
    ///   - host: this machine's name.
    ///   - wallClock: milliseconds since 1970.
    public init(host: String, wallClock: @escaping @Sendable () -> Int64) {
        let allowed = host.utf8.filter { byte in
            byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                || (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                || (0x61...0x7a).contains(byte)
        }
        self.host = allowed.isEmpty ? "localhost" : String(decoding: allowed, as: UTF8.self)
        self.wallClock = wallClock
        (changes, change) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Follows another document; nil: no notifications.
    public func follow(_ notifications: Notifications?) {
        settings.withLock { $0 = notifications }
        change.yield()
    }

    /// Queues an event for notification; a full queue drops it.
    public func report(_ event: Event) {
        guard event.kind != .untold, let current = settings.withLock({ $0 }) else { return }
        if let command = current.command, command.events.contains(event.kind) {
            commands.put((event, command))
        }
        if let mail = current.mail, mail.events.contains(event.kind) { mails.put(event) }
    }

    /// Notifies until it is cancelled.
    ///
    /// Then a running command is killed and queued events are dropped.
    public func run(_ hooks: Hooks) async {
        let sender = MailSender(mails, host: host, wallClock: wallClock, hooks: hooks) {
            [weak self] in self?.settings.withLock { $0?.mail }
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.runCommands(hooks) }
            group.addTask { await sender.run() }
            for await _ in changes { await sender.wake() }
            group.cancelAll()
        }
    }

    /// Runs the commands sequentially, in the order of the events.
    private func runCommands(_ hooks: Hooks) async {
        var lastProblem: String?
        for await (event, command) in commands.items {
            let problem = await EventCommand.run(command, event, host: host)
            let lost = commands.takeLost()
            if lost > 0 {
                await hooks.untold("\(lost) events were not told: \(command.path) is too slow")
            }
            // Reported once, and again for a different failure.
            if let problem, problem != lastProblem {
                await hooks.untold("\(command.path) for \(event.kind.rawValue): \(problem)")
            }
            lastProblem = problem
        }
    }
}
