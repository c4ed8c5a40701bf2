package io.calroute.mapping;

import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.impl.PreparationContext;
import com.schibsted.spt.data.jslt.impl.ScopeManager;
import com.schibsted.spt.data.jslt.impl.VariableExpression;
import com.schibsted.spt.data.jslt.impl.VariableInfo;

/**
 * Finds variables that nothing declares, while a mapping is compiled.
 *
 * <p>JSLT takes such a variable for a parameter that the caller will supply, and fails only when a
 * callback comes by. Nobody supplies parameters here, so it is a slip of the pen and is refused
 * before the mapping is used. JSLT has no public way to ask, so its scopes are resolved by a scope
 * manager that watches.
 */
final class UndeclaredVariable extends ScopeManager {
  private JsltException found;

  /** What JSLT is to compile with. */
  PreparationContext preparation() {
    PreparationContext context = new PreparationContext();
    context.scope = this;
    return context;
  }

  /**
   * Refuses what was compiled.
   *
   * @throws JsltException with the place of the first variable that is not declared
   */
  void refuse() {
    if (found != null) {
      throw found;
    }
  }

  @Override
  public VariableInfo resolveVariable(VariableExpression variable) {
    int declared = getParameterSlots().size();
    VariableInfo info = super.resolveVariable(variable);
    if (found == null && getParameterSlots().size() > declared) {
      found =
          new JsltException(
              "No such variable '" + variable.getVariable() + "'", variable.getLocation());
    }
    return info;
  }
}
