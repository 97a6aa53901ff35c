import Addresses
import Model

/// A query to a DNS server, over UDP or TCP.
///
/// With a name, the answer must have a record of the type, and the records' data are compared, one
/// per line. Without a name the root is queried, and answers without records or with NXDOMAIN pass
/// too. Source: RFC 1035 sections 4.1 and 4.2.
struct DNSExchange: Exchange {
    private let probe: DialogueProbe
    private let question: DNSQuestion?
    private var reply: [UInt8] = []
    private var strays = 0
    private var isOpen = false

    init(_ probe: DialogueProbe, identifier: UInt16 = .random(in: 0...UInt16.max)) {
        self.probe = probe
        let dialogue = probe.dialogue
        var name = dialogue.request ?? "."
        if dialogue.recordType == .ptr, let address = IPAddress(name) {
            name = DNSName.reverse(address)
        }
        question = DNSName.encoded(name).map {
            DNSQuestion(identifier: identifier, name: $0, type: dialogue.recordType.number)
        }
    }

    private var isDatagram: Bool { probe.dialogue.carrier.transport == .udp }

    mutating func opened() -> Move {
        isOpen = true
        guard let message = question?.message else {
            let name = Printable.text((probe.dialogue.request ?? "").utf8)
            return .done(.inconclusive(.send, seen: "no name that DNS can carry: \(name)"))
        }
        var bytes: [UInt8] = []
        if !isDatagram { bytes.append(big: message.count, 2) }
        return .send(bytes + message)
    }

    mutating func received(_ bytes: ArraySlice<UInt8>) -> Move {
        guard !isDatagram else { return verdict(Array(bytes)) }
        // A message over TCP has at most 65,535 bytes.
        reply += bytes.prefix(65_537 - reply.count)
        guard reply.count >= 2 else { return .wait }
        let length = Int(reply[0]) << 8 | Int(reply[1])
        return reply.count < length + 2 ? .wait : verdict(Array(reply[2..<(length + 2)]))
    }

    private mutating func verdict(_ message: [UInt8]) -> Move {
        guard let question else { return .wait }
        let answer: DNSAnswer
        do throws(DNSFault) {
            answer = try DNSAnswer(message, to: question)
        } catch .unrelated where isDatagram {
            // Any host may send a datagram, so the genuine answer may still arrive.
            strays += 1
            return .wait
        } catch .unrelated {
            return .done(failed("an answer to this question", "one to another"))
        } catch {
            return .done(
                failed("a DNS answer", "\"\(Printable.text(message.prefix(40)))\""))
        }
        guard !answer.isTruncated else {
            return .done(
                failed(
                    "an answer that fits into a datagram",
                    "a truncated one; `transport: tcp` has room"))
        }
        return verdict(answer)
    }

    private func verdict(_ answer: DNSAnswer) -> Move {
        let type = probe.dialogue.recordType.rawValue
        let isAnything = probe.dialogue.request == nil && probe.expect == nil
        guard answer.code == 0 || (isAnything && answer.code == 3) else {
            return .done(failed("NOERROR", answer.codeText, .match))
        }
        guard !answer.data.isEmpty || isAnything else {
            return .done(failed("a record of type \(type)", "none", .match))
        }
        let text = Array(answer.data.joined(separator: "\n").utf8)
        let seen = text.isEmpty ? answer.codeText : Printable.text(text.prefix(100))
        let passed = Finding.passed(.match, seen: seen)
        return probe.expect.map { .matching($0, in: text, passed: passed) } ?? .done(passed)
    }

    mutating func ended() -> Move {
        if isDatagram { return .wait }
        return .done(
            failed("a DNS answer", reply.isEmpty ? "a closed connection" : "half an answer"))
    }

    func expired() -> Finding {
        guard isOpen else { return .failed(.connect, expected: "a connection", seen: "no answer") }
        if strays > 0 { return failed("an answer to this question", "\(strays) to others") }
        return failed("a DNS answer", reply.isEmpty ? "nothing" : "\(reply.count) bytes of it")
    }

    private func failed(
        _ expected: String, _ seen: String, _ phase: CheckResult.Phase = .receive
    ) -> Finding {
        .failed(phase, expected: expected, seen: seen)
    }
}
