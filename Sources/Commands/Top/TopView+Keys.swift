import Controller
import Model

extension TopView {
    /// Returns the work that a key asks for.
    mutating func press(_ key: TerminalKey, at now: Int64) -> Action {
        touch(at: now)
        switch prompt {
        case .filter: return type(key)
        case .change(let change):
            prompt = .none
            guard key == .character("y") || key == .character("Y") else {
                message = "nothing was changed"
                return .none
            }
            message = "\(change.words.joined(separator: " ")) ..."
            return .apply(change)
        case .none: break
        }
        message = nil
        if let action = common(key) { return action }
        switch page {
        case .services, .service: return choose(key, at: now)
        case .explanation, .help:
            move(key, in: Int.max, place: &scroll)
            return .none
        }
    }

    private mutating func type(_ key: TerminalKey) -> Action {
        switch key {
        case .enter: prompt = .none
        case .escape:
            filter = ""
            prompt = .none
        case .backspace: filter = String(filter.dropLast())
        case .character(let character): filter.append(character)
        case .up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .redraw: break
        }
        if !services.contains(where: { $0.name == service }) { service = services.first?.name }
        return .none
    }

    /// Returns the work of a key that every page has; nil: another key.
    private mutating func common(_ stroke: TerminalKey) -> Action? {
        switch stroke {
        case .character("q"): return .quit
        case .character("?"), .character("h"):
            page = page == .help ? .services : .help
            scroll = 0
            return Action.none
        case .character("r"): return .refresh
        case .redraw: return .redraw
        case .escape, .left, .backspace: return back()
        default: return nil
        }
    }

    private mutating func back() -> Action {
        scroll = 0
        switch page {
        case .services:
            filter = ""
            return .none
        case .explanation(let subject) where subject.server != nil:
            page = .service(subject.service)
            return .refresh
        case .service, .explanation, .help:
            page = .services
            return .none
        }
    }

    private mutating func choose(_ stroke: TerminalKey, at now: Int64) -> Action {
        switch stroke {
        case .enter, .right: return open()
        case .character("e"): return explain()
        case .character("d"): ask(.drain, at: now)
        case .character("o"): ask(.online, at: now)
        case .character("x"): ask(.offline, at: now)
        case .character("s"): sort()
        case .character("/"):
            page = .services
            prompt = .filter
        default: select(stroke, at: now)
        }
        return .none
    }

    private mutating func open() -> Action {
        guard page == .services, let service else { return explain() }
        page = .service(service)
        server = nil
        serverOrder = []
        answer?.explained = nil
        return .refresh
    }

    private mutating func explain() -> Action {
        guard let service else { return .none }
        let name =
            page == .services
            ? service
            : [service, server].compactMap(\.self)
                .joined(separator: "/")
        guard let subject = ExplainedSubject(argument: name) else { return .none }
        page = .explanation(subject)
        answer?.explained = nil
        scroll = 0
        return .refresh
    }

    private mutating func ask(_ kind: TopChange.Kind, at now: Int64) {
        if page == .services {
            guard let summary = services.first(where: { $0.name == service }) else { return }
            guard summary.listed > 0 else {
                message = "\(summary.name) has no servers in the document"
                return
            }
            prompt = .change(
                TopChange(
                    kind: kind, service: summary.name, server: nil, count: summary.listed,
                    sessions: summary.sessions ?? 0))
            return
        }
        guard let chosen = servers(at: now).first(where: { $0.name == server }), let service
        else { return }
        prompt = .change(
            TopChange(
                kind: kind, service: service, server: chosen.name, count: 1,
                sessions: chosen.sessions))
    }

    /// Moves the selection.
    private mutating func select(_ key: TerminalKey, at now: Int64) {
        let names =
            page == .services
            ? services.map(\.name) : servers(at: now).map(\.name)
        guard !names.isEmpty else { return }
        let chosen = page == .services ? service : server
        var place = names.firstIndex { $0 == chosen } ?? 0
        move(key, in: names.count, place: &place)
        if page == .services { service = names[place] } else { server = names[place] }
    }

    /// Moves a place among so many lines.
    private func move(_ stroke: TerminalKey, in count: Int, place: inout Int) {
        let step = max(1, pageLines - 1)
        switch stroke {
        case .up, .character("k"): place -= 1
        case .down, .character("j"): place += 1
        case .pageUp, .character("b"): place -= step
        case .pageDown, .character(" "): place += step
        case .home, .character("g"): place = 0
        case .end, .character("G"): place = count == Int.max ? place + step : count - 1
        default: break
        }
        place = max(0, min(count - 1, place))
    }
}
