import Model

/// Sends the mail of its bag when it is due.
actor MailSender {
    private let outbox: Outbox<Event>
    private let settings: @Sendable () -> Notifications.Mail?
    private let host: String
    private let wallClock: @Sendable () -> Int64
    private let hooks: Notifier.Hooks
    private let start = ContinuousClock.now
    private var bag = Mailbag(at: 0)
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init(
        _ outbox: Outbox<Event>, host: String, wallClock: @escaping @Sendable () -> Int64,
        hooks: Notifier.Hooks, settings: @escaping @Sendable () -> Notifications.Mail?
    ) {
        self.outbox = outbox
        self.host = host
        self.wallClock = wallClock
        self.hooks = hooks
        self.settings = settings
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Runs until it is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.gather() }
            var timer: Task<Void, Never>?
            signal.yield()
            for await _ in signals {
                timer?.cancel()
                await work()
                timer = wakeLater()
            }
            timer?.cancel()
            group.cancelAll()
        }
    }

    private func gather() async {
        for await event in outbox.items {
            bag.add(event, at: now)
            signal.yield()
        }
    }

    private func work() async {
        guard let mail = settings() else { return }
        let lost = outbox.takeLost()
        if lost > 0 { await hooks.untold("\(lost) events found no room among those to be mailed") }
        if bag.isRepeatDue(mail.repeatInterval?.wholeMilliseconds, at: now) {
            bag.remind(await hooks.down(), at: now)
        }
        guard let open = bag.open(at: now) else { return }
        let letter = Letter(
            from: mail.from, to: mail.to, subject: "[ballast \(host)] \(open.subject)",
            lines: open.lines, time: wallClock(), host: host, number: .random(in: 0...UInt64.max))
        let delivery = await SMTPClient.deliver(letter.bytes, by: mail, hello: host)
        let wait = bag.conclude(delivery, at: now)
        if let problem = problem(delivery, wait) {
            await hooks.untold("mail to \(mail.relay):\(mail.port): \(problem)")
        }
    }

    private func problem(_ delivery: Delivery, _ wait: Int64?) -> String? {
        switch delivery {
        case .delivered(let refused):
            return refused.isEmpty ? nil : "not wanted: \(refused.joined(separator: "; "))"
        case .deferred(let reason):
            return "\(reason); next try in \(Duration.milliseconds(wait ?? 0).words)"
        case .refused(let reason):
            return "\(reason); given up"
        }
    }

    private func wakeLater() -> Task<Void, Never>? {
        guard let mail = settings(),
            let moment = bag.nextMoment(mail.repeatInterval?.wholeMilliseconds)
        else { return nil }
        let delay = Duration.milliseconds(max(moment - now, 10))
        return Task { [signal] in
            // A cancelled sleep means that another event woke it first.
            guard (try? await Task.sleep(for: delay)) != nil else { return }
            signal.yield()
        }
    }

    /// Milliseconds of a monotonic clock.
    private var now: Int64 { (ContinuousClock.now - start).wholeMilliseconds }

    /// Wakes up the sender after a change of the document.
    func wake() {
        signal.yield()
    }
}
