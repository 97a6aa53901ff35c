import Controller
import Model

extension TopView {
    /// Returns the screen.
    ///
    /// - Parameter now: milliseconds since 1970.
    mutating func canvas(
        _ size: TerminalCanvas.Size, _ characters: TerminalCharacters, now: Int64
    ) -> TerminalCanvas {
        var canvas = TerminalCanvas(size: size)
        guard size.isEnough else {
            canvas.put(StyledLine("too small: 40 x 10"), at: 0, characters: characters)
            return canvas
        }
        let time = answer?.time ?? now
        var rows = head(size, at: time)
        let foot = foot(size, at: time, now: now)
        let room = max(1, size.lines - rows.count - foot.count)
        pageLines = room - 1
        rows += body(room, size.columns, characters, at: time)
        for (row, line) in rows.prefix(size.lines - foot.count).enumerated() {
            canvas.put(line, at: row, characters: characters)
        }
        for (row, line) in foot.enumerated() {
            canvas.put(line, at: size.lines - foot.count + row, characters: characters)
        }
        return canvas
    }

    private func head(_ size: TerminalCanvas.Size, at time: Int64) -> [StyledLine] {
        guard let brief = answer?.brief else { return [StyledLine("Ballast", .strong)] }
        let head = TopHead(brief, now: time)
        let problems = head.problems
        let limit = max(1, size.lines / 8)
        var lines = [head.title] + problems.prefix(limit).map { StyledLine("! \($0)", .odd) }
        if problems.count > limit {
            lines.append(
                StyledLine("! and \(problems.count - limit) more: ballast status", .odd))
        }
        return lines
    }

    private mutating func body(
        _ room: Int, _ width: Int, _ characters: TerminalCharacters, at time: Int64
    ) -> [StyledLine] {
        switch page {
        case .services: return table(room, width, characters, at: time)
        case .service: return serverTable(room, width, at: time)
        case .explanation(let subject):
            guard let explained = answer?.explained else {
                return [StyledLine("\(subject.description): no answer yet")]
            }
            let text = ExplainedText(
                subject.description, explained, Layout(width: width, now: time))
            return scrolled(text.lines.map { StyledLine($0) }, room)
        case .help: return scrolled(Self.help.map { StyledLine($0) }, room)
        }
    }

    private mutating func scrolled(_ lines: [StyledLine], _ room: Int) -> [StyledLine] {
        scroll = max(0, min(scroll, lines.count - room))
        return Array(lines.dropFirst(scroll).prefix(room))
    }

    private func table(
        _ room: Int, _ width: Int, _ characters: TerminalCharacters, at time: Int64
    ) -> [StyledLine] {
        let shown = services
        let table = TopTable(answer?.brief.summaries ?? [], width: width, characters)
        let place = shown.firstIndex { $0.name == service } ?? 0
        let part = Self.window(of: shown.count, around: place, room: room - 1)
        let rows = part.map { number in
            Self.marked(table.line(shown[number], history, now: time), number == place)
        }
        let none = shown.isEmpty ? [StyledLine("   none" + (filter.isEmpty ? "" : " match"))] : []
        return [table.head] + rows + none
    }

    private mutating func serverTable(
        _ room: Int, _ width: Int, at time: Int64
    ) -> [StyledLine] {
        guard let opened = opened(at: time) else {
            return [StyledLine("\(service ?? ""): no answer yet")]
        }
        let all = servers(at: time)
        if server == nil || !all.contains(where: { $0.name == server }) { server = all.first?.name }
        let place = all.firstIndex { $0.name == server } ?? 0
        let part = Self.window(of: all.count, around: place, room: room - 2)
        let (head, rows) = opened.lines(of: Array(all[part]), width: width)
        return [opened.title, head]
            + zip(part, rows).map { number, row in Self.marked(row, number == place) }
    }

    private static func marked(_ line: StyledLine, _ isSelected: Bool) -> StyledLine {
        guard isSelected else { return line }
        return StyledLine(">" + line.text.dropFirst(), .selected)
    }

    /// Returns the shown part of a list: whole pages, so that nothing moves within one.
    private static func window(of count: Int, around place: Int, room: Int) -> Range<Int> {
        let room = max(1, room)
        let start = place / room * room
        return start..<min(count, start + room)
    }

    private func foot(
        _ size: TerminalCanvas.Size, at time: Int64, now: Int64
    ) -> [StyledLine] {
        var lines: [StyledLine] = []
        if page == .services || subject?.server == nil, page != .help, let sentence = sentence(time)
        {
            let text = wrapped(sentence, rest: "  ", width: size.columns).prefix(2)
            lines += [StyledLine("")] + text.map { StyledLine($0) }
        }
        if size.lines >= 20, page == .services, let brief = answer?.brief {
            lines += TopHead(brief, now: time).events(size.lines / 8)
        }
        return lines + [bottom(now)]
    }

    /// The selected service or server in a sentence.
    private func sentence(_ time: Int64) -> String? {
        switch page {
        case .services:
            guard let summary = services.first(where: { $0.name == service }) else { return nil }
            return "\(summary.name) \(summary.place): "
                + TopLine(summary: summary, now: time).state
        case .service:
            guard let chosen = servers(at: time).first(where: { $0.name == server }) else {
                return nil
            }
            return "\(service ?? "")/\(chosen.name): " + TopServers.state(of: chosen, at: time)
        case .explanation, .help: return nil
        }
    }

    private func bottom(_ now: Int64) -> StyledLine {
        switch prompt {
        case .filter: return StyledLine("filter: \(filter)_", .strong)
        case .change(let change): return StyledLine(change.question, .strong)
        case .none: break
        }
        if let silence {
            let age = Duration.milliseconds(now - silence.since).words
            return StyledLine("! \(silence.reason) (for \(age))", .bad)
        }
        if let message { return StyledLine(message, .strong) }
        let only = filter.isEmpty ? "" : "only \"\(filter)\", Esc ends that  "
        return switch page {
        case .services:
            StyledLine(
                only + "Enter open  d drain  o online  x offline  e explain  "
                    + "/ filter  ? help  q quit",
                .faint)
        case .service:
            StyledLine(
                "Esc back  Enter explain  d drain  o online  x offline  ? help  q quit", .faint)
        case .explanation, .help: StyledLine("Esc back  q quit", .faint)
        }
    }

    /// The page of keys.
    private static let help = [
        "ballast top: keys",
        "",
        "  Up, Down, k, j      another line; PgUp, PgDn, Home, End as usual",
        "  Enter, Right        the servers of a service, the explanation of a server",
        "  Esc, Left           back; on the first page, ends the filter",
        "  d                   drain: no new connections, open ones continue",
        "  o                   online: in service again, at the former weight",
        "  x                   offline: out of service, open connections continue",
        "  e                   explain: the reasons of a state",
        "  /                   show only names, listeners or states with a text",
        "  s                   sort: problems first (by itself after 30 s without a key)",
        "  r                   ask the controller now;  Ctrl-L draws the screen anew",
        "  q                   quit",
        "",
        "On the first page d, o and x concern all servers of the service. Each change is asked",
        "for, and edits the document as the command of that name does.",
        "",
        "Signs: ! not as wanted, ~ in change, - by the operator. UP: servers that serve, of all.",
        "NEW/s: new sessions a second; 10 MIN: their maxima in the last ten minutes.",
    ]
}
