import Addresses
import Glibc
import Model

extension ProbeRunner {
    /// Runs one probe once, now.
    ///
    /// **Errors:** `CancellationError` when the caller or the runner is cancelled.
    public nonisolated func perform(_ probe: Probe) async throws -> CheckResult {
        let token = UInt64.random(in: 0...UInt64.max)
        let (results, caller) = AsyncThrowingStream<CheckResult, any Error>.makeStream()
        caller.onTermination = { termination in
            guard case .cancelled = termination else { return }
            self.send { $0.withdraw(token) }
        }
        guard send({ $0.submit(probe, token, caller) }) else { throw CancellationError() }
        // Awaited outside the runner, whose thread sleeps when the result is available.
        for try await result in results { return result }
        throw CancellationError()
    }

    private func submit(_ probe: Probe, _ token: UInt64, _ caller: Attempt.Caller) {
        if hasEnded {
            caller.finish(throwing: CancellationError())
        } else {
            enter(.caller(token: token, probe, caller))
        }
    }

    private func withdraw(_ token: UInt64) {
        let isMeant = { (origin: Attempt.Origin) in
            if case .caller(token, _, _) = origin { true } else { false }
        }
        for kind in Lane.Kind.allCases {
            for case .caller(_, _, let waiting) in lanes[kind]?.remove(where: isMeant) ?? [] {
                waiting.finish(throwing: CancellationError())
            }
        }
        for attempt in attempts.values where isMeant(attempt.origin) { abandon(attempt) }
    }

    /// Starts a probe, or queues it until its lane is free.
    func enter(_ origin: Attempt.Origin) {
        let kind = Lane.Kind(origin.probe)
        if lanes[kind]?.enter(origin) == true { begin(origin, kind) }
    }

    /// Starts queued probes for which there is room.
    func startWaiting() {
        for kind in Lane.Kind.allCases {
            while let next = lanes[kind]?.next() { begin(next, kind) }
        }
    }

    private func begin(_ origin: Attempt.Origin, _ lane: Lane.Kind) {
        if case .schedule(let scheduled) = origin { scheduled.isInLine = false }
        let now = MonotonicTime.now
        let attempt = Attempt(
            number: attempts.number(), origin: origin, probe: placed(origin.probe), begin: now,
            lostBefore: pace.lost, lane: lane, exchange: ConnectExchange())
        attempts.insert(attempt)
        timers.insert(.init(time: attempt.deadline, purpose: .deadline(attempt.number)))
        let probe = attempt.probe
        switch probe.kind {
        case .connect: open(attempt, .tcp)
        case .tcp(let tcp): converse(attempt, TCPExchange(tcp), tcp.tls)
        case .udp(let udp):
            attempt.exchange = UDPExchange(udp)
            open(attempt, .udp)
        case .ping: open(attempt, .ping)
        case .http(let http):
            converse(attempt, HTTPExchange(http, target: probe.target), http.tls)
        case .dialogue(let dialogue): converse(attempt, dialogue)
        case .feedback(let feedback):
            converse(attempt, FeedbackExchange(feedback, target: probe.target), nil)
        case .external(let external):
            // A single unkillable command is enough.
            if attempts.isStuck(probe) { return conclude(attempt, ExternalCheck.unending) }
            delegate(attempt) { await ExternalCheck.run(external, real: probe.target) }
        }
    }

    /// The probe with a source address of this node.
    ///
    /// The kernel chooses the source in place of a virtual address on another node.
    private func placed(_ probe: Probe) -> Probe {
        guard let source = probe.source, schedule.virtual.contains(source),
            !ProbeSocket.isHere(source)
        else { return probe }
        return Probe(
            probe.kind, at: probe.target, timeout: probe.timeout,
            connectTimeout: probe.connectTimeout)
    }

    private func converse(
        _ attempt: Attempt, _ exchange: any Exchange, _ tls: TLSSettings?
    ) {
        attempt.exchange = exchange
        guard let tls else { return open(attempt, .tcp) }
        let probe = attempt.probe
        let opened = opening(attempt)
        delegate(attempt) { await ChannelCheck.run(probe, exchange, tls, opened: opened) }
    }

    private func converse(_ attempt: Attempt, _ dialogue: DialogueProbe) {
        let probe = attempt.probe
        attempt.exchange = dialogue.exchange(with: probe.target)
        guard dialogue.needsChannel else {
            return open(attempt, dialogue.dialogue.carrier.transport == .udp ? .udp : .tcp)
        }
        let opened = opening(attempt)
        delegate(attempt) { [exchange = attempt.exchange] in
            await ChannelCheck.run(
                probe, exchange, dialogue.tls, isLater: dialogue.securesLater, opened: opened)
        }
    }

    /// Returns the report of another thread that the connection of this attempt is open.
    private func opening(_ attempt: Attempt) -> @Sendable () -> Void {
        let number = attempt.number
        return { self.send { $0.attempts[number]?.extend() } }
    }

    private func open(_ attempt: Attempt, _ transport: ProbeSocket.Transport) {
        do throws(SocketFailure) {
            let opened = try ProbeSocket.open(
                transport, to: attempt.probe.target, from: attempt.probe.source)
            attempt.descriptor = opened.descriptor
            if transport == .ping {
                attempt.exchange = PingExchange(
                    attempt.probe.target.address.family, isRaw: opened.isRaw)
            }
            try poll.add(opened.descriptor, number: attempt.number)
            if opened.isConnected { connected(attempt) }
        } catch {
            conclude(attempt, error.finding(.connect))
        }
    }

    /// Runs work on another thread; its move returns as a message.
    private func delegate(
        _ attempt: Attempt, _ work: @escaping @Sendable () async -> Move
    ) {
        let number = attempt.number
        attempt.task = Task.detached {
            let move = await work()
            self.send { $0.delegated(number, move) }
        }
    }

    private func delegated(_ number: UInt64, _ move: Move) {
        attempts.ended(number)
        guard let attempt = attempts[number] else { return }
        execute(move, attempt)
    }

    /// Handles the deadline of an attempt.
    func expire(_ attempt: Attempt) {
        if let matching = attempt.matching {
            conclude(attempt, matching.expired)
        } else if attempt.isComputing {
            conclude(attempt, .inconclusive(.match, seen: "other logins took all the time"))
        } else if attempt.isKilled {
            guard attempt.lane == .command else {
                return conclude(
                    attempt, .inconclusive(.tls, seen: "this check has not ended in time"))
            }
            attempts.giveUp(attempt)
            conclude(attempt, ExternalCheck.unending)
        } else if let task = attempt.task {
            // The task returns at once with its progress, or never.
            task.cancel()
            attempt.isKilled = true
            // TLS before its handshake needs 5 s to close its connection.
            let isCommand = attempt.lane == .command
            let patience = isCommand ? limits.killPatience : limits.killPatience * 4
            attempt.deadline = MonotonicTime.now + patience
            attempt.lostBefore = pace.lost
            timers.insert(.init(time: attempt.deadline, purpose: .deadline(attempt.number)))
        } else {
            conclude(attempt, attempt.exchange.expired())
        }
    }

    /// Ends an attempt with a result.
    func conclude(_ attempt: Attempt, _ finding: Finding) {
        let now = MonotonicTime.now
        let judged = excused(finding, of: attempt)
        let result = CheckResult(judged, at: wallClock(), duration: now - attempt.begin)
        // Closes the connection before the caller gets the result.
        end(attempt)
        switch attempt.origin {
        case .schedule(let scheduled):
            scheduled.isBusy = false
            scheduled.note(result)
            let report = ProbeReport(
                probe: scheduled.probe, result: result, answer: judged.answer)
            batch.add(report, at: now)
        case .caller(_, _, let caller):
            caller.yield(result)
            caller.finish()
        }
    }

    /// The time that the loop lost during this attempt.
    func lost(during attempt: Attempt) -> Duration { pace.lost - attempt.lostBefore }

    /// Turns a failure after a long stall of the loop into an inconclusive result: the server may
    /// have closed the connection because of the stall.
    ///
    /// Only once in a row, so that a dead server is detected on any slow machine.
    private func excused(_ finding: Finding, of attempt: Attempt) -> Finding {
        let lost = lost(during: attempt)
        let isExcused =
            finding.outcome == .failed && lost >= LoopPace.longLoss
            && lost * 2 >= MonotonicTime.now - attempt.begin && attempt.origin.mayBeExcused
        if case .schedule(let scheduled) = attempt.origin { scheduled.wasExcused = isExcused }
        guard isExcused else { return finding }
        let seconds = (lost / .milliseconds(100)).rounded() / 10
        return .inconclusive(
            finding.phase, seen: "\(finding.seen), after the checks stood still for \(seconds) s")
    }

    /// Ends an attempt without a result.
    func abandon(_ attempt: Attempt) {
        attempt.task?.cancel()
        end(attempt)
        if case .caller(_, _, let caller) = attempt.origin {
            caller.finish(throwing: CancellationError())
        }
    }

    private func end(_ attempt: Attempt) {
        closeSocket(attempt)
        attempts.remove(attempt)
        lanes[attempt.lane]?.leave(wasSlow: attempt.wasSlow)
    }

    func closeSocket(_ attempt: Attempt) {
        guard attempt.descriptor >= 0 else { return }
        close(attempt.descriptor)
        attempt.descriptor = -1
    }
}
