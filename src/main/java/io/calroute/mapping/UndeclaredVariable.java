package io.calroute.mapping;

import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.impl.ExpressionImpl;
import com.schibsted.spt.data.jslt.impl.PreparationContext;
import com.schibsted.spt.data.jslt.impl.ScopeManager;
import com.schibsted.spt.data.jslt.impl.VariableExpression;
import com.schibsted.spt.data.jslt.impl.VariableInfo;

/**
 * Finds variables that nothing declares.
 *
 * <p>JSLT takes such a variable for a parameter that the caller will supply, and fails only when a
 * callback comes by. Nobody supplies parameters here, so it is a slip of the pen and is refused
 * before the mapping is used. JSLT has no public way to ask; its scopes are resolved once more,
 * with a scope manager that watches.
 */
final class UndeclaredVariable extends ScopeManager {
  private JsltException found;

  private UndeclaredVariable() {}

  /**
   * Looks through an expression, which cannot be used afterwards.
   *
   * @throws JsltException with the place of the first variable that is not declared
   */
  static void refuse(Expression expression) {
    if (expression instanceof ExpressionImpl resolvable) {
      UndeclaredVariable scopes = new UndeclaredVariable();
      PreparationContext context = new PreparationContext();
      context.scope = scopes;
      resolvable.prepare(context);
      if (scopes.found != null) {
        throw scopes.found;
      }
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
