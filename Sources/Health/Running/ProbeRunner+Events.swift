import Glibc

extension ProbeRunner {
    /// Something happened to a socket.
    func handle(_ event: Poll.Event) {
        guard let attempt = attempts[event.number], attempt.descriptor >= 0 else { return }
        if !attempt.isOpen {
            if event.isBroken {
                return broken(attempt, ProbeSocket.pendingError(attempt.descriptor))
            }
            connected(attempt)
        } else if !attempt.output.isEmpty {
            send(attempt)
        }
        if attempt.descriptor >= 0 { receive(attempt) }
    }

    func connected(_ attempt: Attempt) {
        attempt.isOpen = true
        take(attempt.exchange.opened(), attempt)
    }

    /// Does what the turn says.
    func take(_ turn: Turn, _ attempt: Attempt) {
        switch turn {
        case .wait: break
        case .send(let bytes):
            attempt.output = bytes[...]
            send(attempt)
        case .finish(let bytes, let finding):
            attempt.output = bytes[...]
            attempt.lastWord = finding
            send(attempt)
        case .done(let finding):
            conclude(attempt, finding)
        case .match(let pattern, let bytes, let passed, let otherwise):
            match(attempt, pattern, bytes, passed, otherwise)
        }
    }

    private func send(_ attempt: Attempt) {
        let count = attempt.output.withUnsafeBytes {
            Glibc.send(attempt.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count >= 0 else {
            if errno != EAGAIN { broken(attempt, errno) }
            return
        }
        attempt.output = attempt.output.dropFirst(count)
        if attempt.output.isEmpty, let finding = attempt.lastWord { conclude(attempt, finding) }
    }

    /// Reads until there is no more, which an edge-triggered registration asks for; the exchange's
    /// own limit ends it where the server does not.
    private func receive(_ attempt: Attempt) {
        while attempt.descriptor >= 0 {
            let count = buffer.withUnsafeMutableBytes {
                recv(attempt.descriptor, $0.baseAddress, $0.count, 0)
            }
            if count > 0 || (count == 0 && attempt.isDatagram) {
                take(attempt.exchange.received(buffer[..<count]), attempt)
            } else if count == 0 {
                take(attempt.exchange.ended(), attempt)
                return
            } else {
                if errno != EAGAIN { broken(attempt, errno) }
                return
            }
        }
    }

    private func broken(_ attempt: Attempt, _ number: Int32) {
        guard number != 0 else { return }
        let phase: ProbeResult.Phase = attempt.isOpen ? .receive : .connect
        // Once there is a connection, no error is this machine's own.
        let failure = SocketFailure(number: number)
        conclude(
            attempt,
            attempt.isOpen ? .failed(phase, seen: failure.reason) : failure.finding(phase))
    }
}

extension Attempt {
    /// Whether each receive is a message of its own, and an empty one is no end.
    var isDatagram: Bool {
        switch probe.kind {
        case .udp, .ping: true
        case .connect, .tcp, .http, .external: false
        }
    }
}
