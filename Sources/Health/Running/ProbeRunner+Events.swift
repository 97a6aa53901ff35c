import Glibc
import Model

extension ProbeRunner {
    /// Handles an event of a socket.
    func handle(_ event: Poll.Event) {
        guard let attempt = attempts[event.number], attempt.descriptor >= 0 else { return }
        if !attempt.isOpen {
            if event.isBroken {
                let number = ProbeSocket.pendingError(attempt.descriptor)
                // Only an open connection can be reset, even if its opening was not noticed yet.
                return broken(attempt, number, number == ECONNRESET ? .receive : .connect)
            }
            connected(attempt)
        } else if !attempt.output.isEmpty {
            send(attempt)
        }
        if attempt.descriptor >= 0 { receive(attempt) }
    }

    func connected(_ attempt: Attempt) {
        attempt.isOpen = true
        attempt.extend()
        if attempt.exchange.asksForPlace,
            let local = ProbeSocket.localEndpoint(attempt.descriptor)
        {
            attempt.exchange.placed(at: local)
        }
        let move = attempt.exchange.opened()
        // The server sends first, but learns of the connection only by our acknowledgement.
        if case .wait = move, !attempt.isDatagram {
            ProbeSocket.acknowledge(attempt.descriptor)
        }
        execute(move, attempt)
    }

    /// Executes a move.
    func execute(_ move: Move, _ attempt: Attempt) {
        switch move {
        case .wait: break
        case .send(let bytes):
            attempt.output += bytes
            send(attempt)
        case .finish(let bytes, let finding):
            attempt.output += bytes
            attempt.lastWord = finding
            send(attempt)
        case .done(let finding):
            conclude(attempt, finding)
        case .compute(let work):
            let number = attempt.number
            attempt.isComputing = true
            Calculator.run(work) { result in self.send { $0.computed(number, result) } }
        case .secure, .attach:
            preconditionFailure("an exchange that asks for this is carried by a channel")
        case .match(let pattern, let bytes, let passed, let otherwise):
            match(
                attempt,
                Comparison(
                    attempt: attempt.number, pattern: pattern, bytes: bytes, passed: passed,
                    otherwise: otherwise))
        }
    }

    private func computed(_ number: UInt64, _ result: [UInt8]?) {
        guard let attempt = attempts[number] else { return }
        attempt.isComputing = false
        execute(attempt.exchange.computed(result), attempt)
    }

    private func send(_ attempt: Attempt) {
        let count = attempt.output.withUnsafeBytes {
            Glibc.send(attempt.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count >= 0 else {
            if errno != EAGAIN { broken(attempt, errno, .receive) }
            return
        }
        attempt.output = attempt.output.dropFirst(count)
        if attempt.output.isEmpty, let finding = attempt.lastWord { conclude(attempt, finding) }
    }

    /// Continues to read where the last round left bytes unread.
    func receiveUnread() {
        for number in buffer.drainUnread() {
            if let attempt = attempts[number], attempt.descriptor >= 0 { receive(attempt) }
        }
    }

    /// Reads until no bytes are left, as edge-triggered registration requires, or until the other
    /// sockets must be served: an endless sender delays no other check.
    private func receive(_ attempt: Attempt) {
        var reads = 0
        while attempt.descriptor >= 0 {
            guard reads < ReadBuffer.readsAtOnce else { return buffer.postpone(attempt.number) }
            reads += 1
            guard let bytes = buffer.read(attempt.descriptor) else {
                if errno == EINTR { continue }
                if errno != EAGAIN { broken(attempt, errno, .receive) }
                return
            }
            guard !bytes.isEmpty || attempt.isDatagram else {
                return execute(attempt.exchange.ended(), attempt)
            }
            execute(attempt.exchange.received(bytes), attempt)
        }
    }

    private func broken(_ attempt: Attempt, _ number: Int32, _ phase: CheckResult.Phase) {
        guard number != 0 else { return }
        if let word = attempt.lastWord {
            let failed = SocketFailure(number: number).laterFinding(.send)
            return conclude(attempt, word.phase == .send ? failed : word)
        }
        if attempt.exchange.isTakingLeave { return execute(attempt.exchange.ended(), attempt) }
        conclude(attempt, SocketFailure(number: number).laterFinding(phase))
    }
}

extension Attempt {
    /// Whether each receive is a separate message, and an empty one is no end.
    var isDatagram: Bool {
        switch probe.kind {
        case .udp, .ping: true
        case .dialogue(let probe): probe.dialogue.carrier.transport == .udp
        case .connect, .tcp, .http, .feedback, .external: false
        }
    }
}
